/** Wakes whoever waits: at a steady beat, and at once when one of the signals has aborted. */
export class Pulse {
  readonly #timer: NodeJS.Timeout;
  readonly #signal: AbortSignal;
  #next = Promise.withResolvers<'beat'>();

  /** @param interval milliseconds */
  constructor(interval: number, signals: readonly AbortSignal[]) {
    this.#timer = setInterval(this.#beat, interval);
    this.#signal = AbortSignal.any([...signals]);
    // A consumer that is gone may never ask again.
    this.#signal.addEventListener('abort', this.#stop);
  }

  /** Resolves at the next beat; at once when a signal has aborted. */
  next(): Promise<'beat'> {
    return this.#signal.aborted ? Promise.resolve('beat') : this.#next.promise;
  }

  [Symbol.dispose](): void {
    this.#signal.removeEventListener('abort', this.#stop);
    this.#stop();
  }

  readonly #beat = (): void => {
    this.#next.resolve('beat');
    this.#next = Promise.withResolvers();
  };

  readonly #stop = (): void => {
    clearInterval(this.#timer);
    this.#beat();
  };
}

/**
 * The items of a source and, whenever a beat comes before the next item, that beat. After the source has ended there is
 * one last beat.
 * @param open gets a signal that aborts when nobody wants further items
 */
export async function* withBeats<T>(
  open: (closed: AbortSignal) => AsyncIterable<T>,
  pulse: Pulse,
): AsyncGenerator<T | 'beat', void> {
  const closed = new AbortController();
  const source = open(closed.signal)[Symbol.asyncIterator]();
  try {
    let next = source.next();
    for (;;) {
      const first = await Promise.race([next, pulse.next()]);
      if (first === 'beat') {
        yield first;
      } else if (first.done === true) {
        yield await pulse.next();
        return;
      } else {
        yield first.value;
        next = source.next();
      }
    }
  } finally {
    closed.abort();
    await source.return?.();
  }
}
