import type { Fault } from './attempt.ts';
import { createCircuit } from './circuit.ts';

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
export async function attempted<T>(attempt: () => Promise<T>): Promise<Fault | T> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof OutsideError) return { fault: error.fault, message: error.message };
    throw error;
  }
}

/** An answer, read to its end. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** A request was not answered in time. */
interface Hung {
  readonly hung: string;
}

/** How long a system is not asked after it has let a request hang, in ms. */
const PAUSE_MS = 5_000;

/** A system that is asked over HTTP. */
export interface OutsideSystem {
  /**
   * Sends a request and reads the answer, all within a time limit.
   *
   * @throws OutsideError `unreachable` if there is no answer in time, or one that says that there will be one later; the
   * signal's reason once it is aborted
   */
  ask(
    send: (signal: AbortSignal) => Promise<Response>,
    how: { readonly signal: AbortSignal; readonly limitMs: number },
  ): Promise<HttpAnswer>;
}

/**
 * @param name for people
 * @param pauseMs after a request that hung, others fail at once for so long: a system that hangs must not hold up what
 * needs nothing of it
 */
export function outsideSystem(name: string, pauseMs = PAUSE_MS): OutsideSystem {
  const circuit = createCircuit<HttpAnswer | Hung>({ isFailure: (answer) => 'hung' in answer, pauseMs });
  return {
    async ask(send, { signal, limitMs }) {
      const answer = await circuit(async () => {
        const late = AbortSignal.timeout(limitMs);
        try {
          const response = await send(AbortSignal.any([signal, late]));
          return { status: response.status, text: await response.text() };
        } catch (cause) {
          signal.throwIfAborted();
          if (late.aborted) return { hung: `${name} does not answer within ${limitMs / 1_000} s.` };
          throw new OutsideError('unreachable', `${name} cannot be reached.`, { cause });
        }
      });
      if ('hung' in answer) throw new OutsideError('unreachable', answer.hung);
      // 501 stays as it is.
      if (answer.status === 429 || (answer.status >= 500 && answer.status !== 501)) {
        throw new OutsideError('unreachable', `${name} answers ${answer.status} for now.`);
      }
      return answer;
    },
  };
}
