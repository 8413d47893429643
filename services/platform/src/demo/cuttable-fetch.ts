/** A `fetch` whose open responses can be cut like a lost network, to show that streams survive it. */
export interface CuttableFetch {
  readonly fetch: typeof globalThis.fetch;
  /** Breaks every response that is still open; returns how many there were. */
  cut(): number;
}

export function createCuttableFetch(): CuttableFetch {
  const open = new Set<AbortController>();
  return {
    fetch: async (input, init) => {
      const controller = new AbortController();
      const signal = init?.signal ? AbortSignal.any([init.signal, controller.signal]) : controller.signal;
      const response = await fetch(input, { ...init, signal });
      if (!response.body) return response;
      open.add(controller);
      const body = response.body.pipeThrough(new TransformStream({ flush: () => void open.delete(controller) }));
      return new Response(body, response);
    },
    cut() {
      const count = open.size;
      for (const controller of open) controller.abort(new TypeError('connection cut for the demonstration'));
      open.clear();
      return count;
    },
  };
}
