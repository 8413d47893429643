import { useEffect, useSyncExternalStore } from 'react';
import { runs } from './connection.ts';
import { keep, kept } from './keep.ts';
import { describeProblem } from './problem.ts';
import { queryClient } from './query-client.ts';
import { isOver, newRun, type RunView, withFrame } from './run-view.ts';
import { createStore } from './store.ts';

/**
 * Answers that are being written, by chat. They are followed outside of components, so that a page that is left and opened
 * again, or reloaded, goes on with the same answer: the key of a run brings its stream back from the first frame.
 */
const views = createStore<ReadonlyMap<string, RunView>>(new Map());
const keys = new Map<string, string>();

const slot = (threadId: string) => `run.${threadId}`;

/** Has the chat's agent answer its last message. */
export function startRun(threadId: string): void {
  const key = crypto.randomUUID();
  keep(slot(threadId), key);
  void followRun(threadId, key);
}

/** Ends an answer; what was said stays. */
export async function stopRun(threadId: string): Promise<void> {
  const key = keys.get(threadId);
  const view = views.get().get(threadId);
  if (key === undefined || view === undefined || isOver(view)) return;
  show(threadId, { ...view, state: 'stopping' });
  await runs.cancel({ idempotencyKey: key });
}

/** The answer that is being written in a chat, or the last one of this visit. */
export function useRun(threadId: string | undefined): RunView | undefined {
  const all = useSyncExternalStore(views.subscribe, views.get);
  useEffect(() => {
    if (threadId === undefined || keys.has(threadId)) return;
    const key = kept<string>(slot(threadId));
    if (key !== undefined) void followRun(threadId, key);
  }, [threadId]);
  return threadId === undefined ? undefined : all.get(threadId);
}

async function followRun(threadId: string, key: string): Promise<void> {
  keys.set(threadId, key);
  let view = newRun;
  show(threadId, view);
  let waiting: RunView | undefined;
  // One paint for each frame of the screen, however fast the words come.
  const paint = () => {
    if (waiting) show(threadId, waiting);
    waiting = undefined;
  };
  try {
    for await (const frame of runs.generate({ threadId, idempotencyKey: key })) {
      const stopping = views.get().get(threadId)?.state === 'stopping';
      view = withFrame(stopping && view.state === 'running' ? { ...view, state: 'stopping' } : view, frame);
      if (waiting === undefined) requestAnimationFrame(paint);
      waiting = view;
    }
  } catch (error) {
    view = { ...view, state: 'failed', problem: describeProblem(error).text };
  }
  waiting = undefined;
  // The stored message takes the place of what was streamed without a gap.
  await queryClient.invalidateQueries({ queryKey: ['messages', threadId] });
  show(threadId, view);
  if (keys.get(threadId) === key && isOver(view)) keep(slot(threadId), undefined);
}

function show(threadId: string, view: RunView): void {
  views.set((all) => new Map(all).set(threadId, view));
}
