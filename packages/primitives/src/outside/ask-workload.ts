/** How a workload is asked. */
export interface AskOptions {
  /** `GET` unless told. */
  readonly method?: 'GET' | 'POST';
  /** Sent as JSON. */
  readonly body?: unknown;
  /** How long the answer may take, all of it, in ms; 5,000 by default. */
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
}

/**
 * What a workload answered, or what it did instead: `did not answer within 5 s`. The words for a fault are the same for the
 * same fault, and never the workload's own, so they can be written into a status.
 */
export type Answer = { readonly ok: true; readonly json: unknown } | { readonly ok: false; readonly fault: string };

const LONGEST_ANSWER = 64 * 1024;

/**
 * Asks a workload, which may run code of anybody's: redirections are not followed, since they could lead anywhere, and
 * no more than 64 KiB are read. An answer without a body is undefined.
 *
 * @throws the signal's reason once it is aborted
 */
export async function askWorkload(url: string, options: AskOptions): Promise<Answer> {
  const { timeoutMs = 5_000, signal } = options;
  const late = AbortSignal.timeout(timeoutMs);
  try {
    return await ask(url, options, AbortSignal.any([signal, late]));
  } catch {
    signal.throwIfAborted();
    return fault(late.aborted ? `did not answer within ${timeoutMs / 1_000} s` : 'cannot be reached');
  }
}

/** @throws what `fetch` does */
async function ask(url: string, { method = 'GET', body }: AskOptions, signal: AbortSignal): Promise<Answer> {
  const response = await fetch(url, {
    method,
    signal,
    redirect: 'manual',
    headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) {
    await response.body?.cancel();
    return fault(`answered with HTTP status ${response.status}`);
  }
  const text = await readText(response);
  if (text === undefined) return fault(`answered with more than ${LONGEST_ANSWER / 1_024} KiB`);
  if (text === '') return { ok: true, json: undefined };
  try {
    return { ok: true, json: JSON.parse(text) };
  } catch {
    return fault('did not answer with JSON');
  }
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

function fault(words: string): Answer {
  return { ok: false, fault: words };
}
