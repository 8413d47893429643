import type { Worker } from 'node:worker_threads';

/** A thread that is within one long native call cannot be asked; it is not waited for longer than this. */
const UNANSWERED_MS = 5_000;
const SHORTEST_CHECK_MS = 10;

/**
 * Calls `exceeded` once a thread has computed for longer than it may, by its own CPU time: on a busy machine a task gets no
 * less than on an idle one.
 *
 * @param before what the thread had computed when the task began, in ms
 */
export function watchBudget(
  worker: Worker,
  before: number,
  budgetMs: number,
  exceeded: () => void,
): { readonly stop: () => void } {
  let stopped = false;
  let timer: NodeJS.Timeout;
  const stop = () => {
    stopped = true;
    clearTimeout(timer);
  };
  const found = (usedMs: number) => {
    if (stopped) return;
    clearTimeout(timer);
    // The budget cannot be used up earlier than this.
    if (usedMs < budgetMs) checkAfter(Math.max(budgetMs - usedMs, SHORTEST_CHECK_MS));
    else {
      stop();
      exceeded();
    }
  };
  const checkAfter = (ms: number) => {
    timer = setTimeout(() => {
      timer = setTimeout(found, UNANSWERED_MS, Number.POSITIVE_INFINITY);
      // It rejects when the thread has ended, of which its owner hears as well.
      worker.cpuUsage().then(
        ({ user, system }) => found((user + system) / 1000 - before),
        () => undefined,
      );
    }, ms);
  };
  checkAfter(budgetMs);
  return { stop };
}
