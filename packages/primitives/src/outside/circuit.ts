/** What a circuit goes by. */
export interface CircuitOptions<Answer> {
  /** That nobody answered. */
  readonly isFailure: (answer: Answer) => boolean;
  /** Ms between attempts while nobody answers. */
  readonly pauseMs: number;
  /** Ms; `performance.now` unless told. */
  readonly now?: () => number;
}

/**
 * For one system that all objects need: what does not answer costs nobody else their time. Calls go through while they are
 * answered. Once one was not, one at a time tries again, and all others get its failure at once.
 */
export function createCircuit<Answer>({ isFailure, pauseMs, now = () => performance.now() }: CircuitOptions<Answer>) {
  let open: { readonly answer: Answer; readonly tryAfter: number } | undefined;
  let trying = false;

  return async (call: () => Promise<Answer>): Promise<Answer> => {
    if (open && (trying || now() < open.tryAfter)) return open.answer;
    const tries = open !== undefined;
    trying ||= tries;
    try {
      const answer = await call();
      open = isFailure(answer) ? { answer, tryAfter: now() + pauseMs } : undefined;
      return answer;
    } finally {
      if (tries) trying = false;
    }
  };
}
