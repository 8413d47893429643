import { askWorkload } from '@ameide/primitives/http';
import type { Freshness } from '../freshness.ts';
import type { FreshnessProbe, ServiceRef } from '../ports.ts';

/** Where a projection's status is; `http://<service>.<namespace>.svc/status` unless told. */
export type StatusUrlOf = (projection: ServiceRef) => string;

/**
 * Asks by `GET /status`, to which a projection answers with JSON that has a number `lagSeconds`: the age of the oldest
 * event that is not in its tables yet, 0 if all are.
 */
export function createHttpFreshnessProbe(urlOf: StatusUrlOf = serviceUrl): FreshnessProbe {
  return {
    async ask(projection, signal) {
      const answer = await askWorkload(urlOf(projection), { signal });
      if (!answer.ok) return unknown(answer.fault);
      const lagSeconds = lagOf(answer.json);
      return lagSeconds === undefined ? unknown('did not tell `lagSeconds`') : { state: 'known', lagSeconds };
    },
  };
}

function serviceUrl({ name, namespace }: ServiceRef): string {
  return `http://${name}.${namespace}.svc/status`;
}

function lagOf(json: unknown): number | undefined {
  const lag = (json as { readonly lagSeconds?: unknown } | null | undefined)?.lagSeconds;
  return typeof lag === 'number' && Number.isFinite(lag) && lag >= 0 ? lag : undefined;
}

function unknown(what: string): Freshness {
  return { state: 'unknown', message: `Its status endpoint ${what}.` };
}
