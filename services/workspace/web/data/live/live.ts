import { AmeideError, type TopicInit } from '@ameide/sdk';
import { subscribe } from '../connection.ts';
import { reachable } from '../reachability.ts';
import { sessionIsOver } from '../session.ts';
import { createLeader, type Leader } from './leader.ts';
import type { FromLeader, ToLeader } from './protocol.ts';
import { createLiveTab, type TopicListener } from './tab.ts';

/*
 * Over HTTP/1.1 a browser opens six connections to a server, for all its tabs together. So one tab of a person leads: it holds the one stream of
 * all that any tab follows, and tells the others. The lock of the leader passes to another tab when its own is gone.
 */

const TAB = crypto.randomUUID();
/** After a stream that the server refuses. */
const AGAIN_MS = 10_000;
/** What has ended may be there again by then, and what was asked for may have been lost. */
const ASK_AGAIN_MS = 10_000;

let channel: BroadcastChannel | undefined;
let leader: Leader | undefined;
let isStarted = false;
/** Whether this tab holds the lock by which it is seen to be there. */
let isKnown = false;

const tab = createLiveTab({
  id: TAB,
  say,
  onReachable: (isReachable) => reachable.set(isReachable),
  onSessionOver: () => sessionIsOver.set(true),
});

/** Follows a topic on this page, for as long as somebody is signed in. @returns what stops it */
export function followTopic(topic: TopicInit, listener: TopicListener, resumeToken?: string): () => void {
  return tab.follow(topic, listener, resumeToken);
}

/** Asks again for topics that have ended, where it is known that they can be followed now. */
export const followEnded = () => tab.askAgain();

/** Connects this tab, once. @param personId whose tabs share a connection */
export function startLive(personId: string): void {
  if (isStarted) return;
  isStarted = true;
  addEventListener('online', () => say({ kind: 'look', isSure: true }));
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) say({ kind: 'look', isSure: false });
  });
  setInterval(tab.askAgain, ASK_AGAIN_MS);
  // Without locks, as on a page that is not served securely, every tab is on its own.
  if (navigator.locks === undefined) return void lead();
  channel = new BroadcastChannel(`ameide-live.${personId}`);
  channel.onmessage = ({ data }: MessageEvent<ToLeader | FromLeader>) => {
    if (data.kind === 'wants' || data.kind === 'look') leader?.hear(data);
    else tab.hear(data);
  };
  void navigator.locks.request(lockOf(TAB), () => {
    // Nothing is said before: whoever leads would get this lock instead, and take the tab for one that is gone.
    isKnown = true;
    void navigator.locks.request(`ameide-live-leader.${personId}`, lead);
    tab.sayWants();
    // Held until the tab is gone, however it goes.
    return new Promise(() => {});
  });
}

const lockOf = (id: string) => `ameide-tab.${id}`;

function say(message: ToLeader): void {
  if (leader) leader.hear(message);
  else if (isKnown) channel?.postMessage(message);
}

/** Never ends: the lock is held for as long as the tab is there. */
async function lead(): Promise<never> {
  const id = crypto.randomUUID();
  const subscription = subscribe();
  const own = createLeader({
    id,
    subscription,
    send,
    whenGone: (of, onGone) => void (of !== TAB && navigator.locks.request(lockOf(of), onGone)),
    now: () => performance.now(),
  });
  leader = own;
  send({ kind: 'leading', leader: id });
  reachable.subscribe(() => channel?.postMessage({ kind: 'reach', isReachable: reachable.get() }));
  for (;;) {
    try {
      for await (const event of subscription.events()) own.told(event);
    } catch (error) {
      if (error instanceof AmeideError && error.code === 'unauthenticated') send({ kind: 'session-over' });
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

function send(message: FromLeader): void {
  channel?.postMessage(message);
  tab.hear(message);
}
