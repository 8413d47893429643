import { askWorkload, createPatience } from '@ameide/primitives/outside';
import type { Freshness } from '../freshness.ts';
import type { FreshnessProbe, ServiceRef } from '../ports.ts';

/** How projections are asked. */
export interface HttpFreshnessProbeOptions {
  /** Where a projection's status is; `http://<service>.<namespace>.svc/status` unless told. */
  readonly urlOf?: (projection: ServiceRef) => string;
  /** How long whoever asks waits, in ms; 250 by default. */
  readonly patienceMs?: number;
}

/**
 * Asks by `GET /status`, to which a projection answers with JSON that has a number `lagSeconds`: the age of the oldest
 * event that is not in its tables yet, 0 if all are. Nobody waits for those that are slow or hang.
 */
export function createHttpFreshnessProbe(options: HttpFreshnessProbeOptions = {}): FreshnessProbe {
  const { urlOf = serviceUrl, patienceMs = 250 } = options;
  const patiently = createPatience({ notYet: unknown('has not answered yet'), patienceMs });
  return {
    ask(projection, signal) {
      const url = urlOf(projection);
      return patiently(url, () => ask(url, signal));
    },
  };
}

async function ask(url: string, signal: AbortSignal): Promise<Freshness> {
  const answer = await askWorkload(url, { signal });
  if (!answer.ok) return unknown(answer.fault);
  const lagSeconds = lagOf(answer.json);
  return lagSeconds === undefined ? unknown('did not tell `lagSeconds`') : { state: 'known', lagSeconds };
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
