/** The streams that clients are reading. */
export class OpenStreams {
  #open = 0;
  #empty = Promise.withResolvers<void>();

  /** Counts one; call the answer when it is over, once or more. */
  enter(): () => void {
    let open = true;
    this.#open++;
    return () => {
      if (!open) return;
      open = false;
      if (--this.#open > 0) return;
      this.#empty.resolve();
      this.#empty = Promise.withResolvers();
    };
  }

  /** Resolves when none is open, or after so many ms: a client that does not read cannot be waited for. */
  async closed(timeout: number): Promise<void> {
    if (this.#open === 0) return;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, timeout);
    await Promise.race([this.#empty.promise, late]);
    clearTimeout(timer);
  }
}
