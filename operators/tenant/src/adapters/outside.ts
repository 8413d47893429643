import type { Fault } from '../ports.ts';

/** Ends an attempt in another system. */
export class OutsideError extends Error {
  override readonly name = 'OutsideError';
  readonly fault: Fault['fault'];

  constructor(fault: Fault['fault'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}

/** What came of an attempt; what ended it as a value. @throws what is no OutsideError, such as LeadershipLost */
export async function attempted<T>(attempt: Promise<T>): Promise<Fault | T> {
  try {
    return await attempt;
  } catch (error) {
    if (error instanceof OutsideError) return { fault: error.fault, message: error.message };
    throw error;
  }
}

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * Sends a request and reads the answer, all within a time limit.
 *
 * @param system for people
 * @throws OutsideError `unreachable` if there is no answer in time, or one that says that there will be one later; the
 * signal's reason once it is aborted
 */
export async function ask(
  system: string,
  send: (signal: AbortSignal) => Promise<Response>,
  { signal, limitMs }: { readonly signal: AbortSignal; readonly limitMs: number },
): Promise<Answer> {
  const late = AbortSignal.timeout(limitMs);
  let answer: Answer;
  try {
    const response = await send(AbortSignal.any([signal, late]));
    answer = { status: response.status, text: await response.text() };
  } catch (cause) {
    signal.throwIfAborted();
    const how = late.aborted ? `does not answer within ${limitMs / 1_000} s` : 'cannot be reached';
    throw new OutsideError('unreachable', `${system} ${how}.`, { cause });
  }
  // 501 stays as it is.
  if (answer.status === 429 || (answer.status >= 500 && answer.status !== 501)) {
    throw new OutsideError('unreachable', `${system} answers ${answer.status} for now.`);
  }
  return answer;
}
