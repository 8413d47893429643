import type { Freshness } from '../freshness.ts';
import type { FreshnessProbe, ServiceRef } from '../ports.ts';

/** What the probe asks, and for how long. */
export interface HttpFreshnessProbeOptions {
  /** Where a projection's status is; `http://<service>.<namespace>.svc/status` unless told. */
  readonly urlOf?: (projection: ServiceRef) => string;
  /** How long an answer may take, all of it, in ms; 5,000 by default. */
  readonly timeoutMs?: number;
}

const LONGEST_ANSWER = 64 * 1024;

/**
 * Asks by `GET /status`, to which a projection answers with JSON that has a number `lagSeconds`: the age of the oldest
 * event that is not in its tables yet, 0 if all are. Redirections are not followed, since they could lead anywhere.
 */
export function createHttpFreshnessProbe(options: HttpFreshnessProbeOptions = {}): FreshnessProbe {
  const { urlOf = serviceUrl, timeoutMs = 5_000 } = options;
  return {
    async ask(projection, signal) {
      const late = AbortSignal.timeout(timeoutMs);
      try {
        return await ask(urlOf(projection), AbortSignal.any([signal, late]));
      } catch {
        signal.throwIfAborted();
        return unknown(late.aborted ? `did not answer within ${timeoutMs / 1_000} s` : 'cannot be reached');
      }
    },
  };
}

/** @throws what `fetch` does */
async function ask(url: string, signal: AbortSignal): Promise<Freshness> {
  const response = await fetch(url, { redirect: 'manual', headers: { accept: 'application/json' }, signal });
  if (response.status !== 200) {
    await response.body?.cancel();
    return unknown(`answered with HTTP status ${response.status}`);
  }
  const text = await readText(response);
  if (text === undefined) return unknown(`answered with more than ${LONGEST_ANSWER / 1024} KiB`);
  const lagSeconds = lagOf(text);
  return lagSeconds === undefined ? unknown('did not tell `lagSeconds`') : { state: 'known', lagSeconds };
}

function serviceUrl({ name, namespace }: ServiceRef): string {
  return `http://${name}.${namespace}.svc/status`;
}

/** Undefined if it is too long. */
async function readText(response: Response): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > LONGEST_ANSWER) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function lagOf(text: string): number | undefined {
  try {
    const { lagSeconds } = JSON.parse(text) as { lagSeconds?: unknown };
    return typeof lagSeconds === 'number' && Number.isFinite(lagSeconds) && lagSeconds >= 0 ? lagSeconds : undefined;
  } catch {
    return undefined;
  }
}

function unknown(what: string): Freshness {
  return { state: 'unknown', message: `Its status endpoint ${what}.` };
}
