/** Waits for a place that rises; `order` compares two of them. */
export interface Progress<Place> {
  readonly reached: Place;
  reach(place: Place): void;
  /** Everybody who still waits, now or later, is rejected. */
  end(reason: Error): void;
  waitFor(place: Place, signal?: AbortSignal): Promise<void>;
}

export function createProgress<Place>(start: Place, order: (a: Place, b: Place) => number): Progress<Place> {
  let reached = start;
  let ended: Error | undefined;
  const waiting = new Set<() => void>();
  const wakeAll = () => {
    for (const wake of waiting) wake();
  };
  return {
    get reached() {
      return reached;
    },
    reach(place) {
      if (order(place, reached) > 0) reached = place;
      wakeAll();
    },
    end(reason) {
      ended = reason;
      wakeAll();
    },
    waitFor(place, signal) {
      return new Promise((resolve, reject) => {
        const settle = (finish: () => void) => {
          waiting.delete(check);
          signal?.removeEventListener('abort', check);
          finish();
        };
        const check = () => {
          if (order(reached, place) >= 0) settle(resolve);
          else if (signal?.aborted) settle(() => reject(signal.reason));
          else if (ended) settle(() => reject(ended));
        };
        waiting.add(check);
        signal?.addEventListener('abort', check);
        check();
      });
    },
  };
}
