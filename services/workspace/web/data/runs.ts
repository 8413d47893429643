import type { Frame } from '@ameide/contracts/inference/v1/run';
import { useEffect, useSyncExternalStore } from 'react';
import { runs } from './connection.ts';
import { keep, kept } from './keep.ts';
import { followTopic } from './live/live.ts';
import { tellAnswered } from './notifications.ts';
import { describeProblem } from './problem.ts';
import { queryClient, refreshAnswers } from './query-client.ts';
import { isOver, newRun, type RunView, withFrame } from './run-view.ts';
import { createStore } from './store.ts';

/** Answers that are being written, by chat, whoever has asked for them. */
const views = createStore<ReadonlyMap<string, RunView>>(new Map());
const followed = new Map<string, FollowedChat>();

/** A chat whose answers are followed, for as long as a page shows it or one is being written that was asked for here. */
interface FollowedChat {
  holders: number;
  /** What the frames so far have come to, which may not be on the screen yet. */
  view: RunView;
  /** Of the last frame. */
  index: number;
  isPainting: boolean;
  /** Whether an answer is being written that was asked for here. */
  isAsked: boolean;
  stop(): void;
}

const slot = (threadId: string) => `run.${threadId}`;

/** Has an agent answer the last message of a chat: its own unless given. */
export function startRun(threadId: string, agentId = ''): void {
  const key = crypto.randomUUID();
  keep(slot(threadId), key);
  const chat = followed.get(threadId)?.isAsked ? followed.get(threadId)! : hold(threadId);
  chat.isAsked = true;
  chat.view = newRun;
  chat.index = 0;
  show(threadId, newRun);
  void ask(threadId, key, agentId);
}

/** Ends an answer; what was said stays. Only who has asked for it may. */
export async function stopRun(threadId: string): Promise<void> {
  const key = kept<string>(slot(threadId));
  const chat = followed.get(threadId);
  if (chat === undefined || isOver(chat.view)) return;
  const before = chat.view;
  chat.view = { ...before, state: 'stopping' };
  show(threadId, chat.view);
  try {
    await runs.cancel(key === undefined ? { runId: before.runId } : { idempotencyKey: key });
  } catch (error) {
    if (chat.view.state === 'stopping') chat.view = { ...chat.view, state: before.state };
    show(threadId, chat.view);
    throw error;
  }
}

/** The answer that is being written in a chat, or the last one of this visit. */
export function useRun(threadId: string | undefined): RunView | undefined {
  const all = useSyncExternalStore(views.subscribe, views.get);
  useEffect(() => {
    if (threadId === undefined) return;
    hold(threadId);
    return () => letGo(threadId);
  }, [threadId]);
  return threadId === undefined ? undefined : all.get(threadId);
}

/** Its first frame says that the answer has begun, and from where on it is followed like everybody's. */
async function ask(threadId: string, key: string, agentId: string): Promise<void> {
  try {
    for await (const frame of runs.generate({ threadId, idempotencyKey: key, agentId })) {
      const chat = followed.get(threadId);
      if (chat === undefined) return;
      take(threadId, chat, frame);
      chat.stop();
      chat.stop = follow(threadId, frame.resumeToken);
      return;
    }
  } catch (error) {
    const chat = followed.get(threadId);
    if (chat === undefined) return;
    chat.view = { ...chat.view, state: 'failed', problem: describeProblem(error).text };
    show(threadId, chat.view);
    endAsked(threadId, chat);
  }
}

function hold(threadId: string): FollowedChat {
  const known = followed.get(threadId);
  if (known !== undefined) {
    known.holders += 1;
    return known;
  }
  const chat = { holders: 1, view: newRun, index: 0, isPainting: false, isAsked: false, stop: follow(threadId) };
  followed.set(threadId, chat);
  return chat;
}

function letGo(threadId: string): void {
  const chat = followed.get(threadId);
  if (chat === undefined) return;
  chat.holders -= 1;
  if (chat.holders > 0) return;
  chat.stop();
  followed.delete(threadId);
}

function follow(threadId: string, resumeToken?: string): () => void {
  const topic = { topic: { case: 'runsInThreadId' as const, value: threadId } };
  const onUpdate: Parameters<typeof followTopic>[1]['onUpdate'] = ({ payload }) => {
    const chat = followed.get(threadId);
    if (chat === undefined) return;
    if (payload.case === 'frame') take(threadId, chat, payload.value);
    else if (chat.view.runId !== '' && !isOver(chat.view)) {
      // Nothing is being said: the end came while nobody here listened.
      chat.view = { ...chat.view, state: 'completed' };
      void finish(threadId, chat);
    }
  };
  return followTopic(topic, { onUpdate }, resumeToken);
}

function take(threadId: string, chat: FollowedChat, frame: Frame): void {
  const isSame = frame.runId === chat.view.runId;
  if (isSame && (frame.index <= chat.index || isOver(chat.view))) return;
  if (!isSame && chat.view.state !== 'starting') chat.view = newRun;
  chat.index = frame.index;
  chat.view = withFrame(chat.view, frame);
  if (isOver(chat.view)) void finish(threadId, chat);
  else paint(threadId, chat);
}

/** One paint for each frame of the screen, however fast the words come. */
function paint(threadId: string, chat: FollowedChat): void {
  if (chat.isPainting) return;
  chat.isPainting = true;
  requestAnimationFrame(() => {
    chat.isPainting = false;
    if (!isOver(chat.view)) show(threadId, chat.view);
  });
}

/** The stored message takes the place of what was streamed without a gap. */
async function finish(threadId: string, chat: FollowedChat): Promise<void> {
  const { view } = chat;
  keep(slot(threadId), undefined);
  await queryClient.invalidateQueries({ queryKey: ['messages', threadId] });
  if (chat.view === view) show(threadId, view);
  // What it has proposed waits for somebody now.
  if (view.patchIds.length > 0) void refreshAnswers();
  endAsked(threadId, chat);
}

function endAsked(threadId: string, chat: FollowedChat): void {
  if (!chat.isAsked) return;
  chat.isAsked = false;
  if (chat.holders === 1 || document.hidden) tellAnswered(threadId);
  letGo(threadId);
}

function show(threadId: string, view: RunView): void {
  views.set((all) => new Map(all).set(threadId, view));
}
