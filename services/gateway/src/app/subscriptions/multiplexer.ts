import type { RequestContext } from '@ameide/service-kit/rpc';
import { type Followed, type OpenTopic, type Topic, type TopicChange, type TopicEvent, topicKey } from './topic.ts';

/** What comes out of a subscription. */
export type Multiplexed =
  | { readonly kind: 'update'; readonly topic: Topic; readonly sequence: number; readonly event: TopicEvent }
  | { readonly kind: 'ended'; readonly topic: Topic; readonly error: unknown };

/** Whether it may help to open a topic again that has failed, since nobody has refused it. */
export type IsTransient = (error: unknown) => boolean;

export interface MultiplexerDeps {
  readonly open: OpenTopic;
  readonly isTransient: IsTransient;
  /** Resolves later, the later the more often it has failed; at once when the signal aborts. */
  readonly backOff: (failures: number, signal: AbortSignal) => Promise<void>;
}

/** Many topics as one stream. */
export interface Multiplexer {
  apply(change: TopicChange): void;
  /** The next thing; undefined when the signal has aborted or `wakeMs` are over. */
  next(wakeMs: number): Promise<Multiplexed | undefined>;
  /** Closes all topics. */
  close(): void;
}

/** Of each topic one update waits at most to be taken, and its source is not read meanwhile. */
export function createMultiplexer(deps: MultiplexerDeps, caller: RequestContext, signal: AbortSignal): Multiplexer {
  const followed = new Map<string, AbortController>();
  const waiting: { readonly of: AbortController; readonly item: Multiplexed; taken(): void }[] = [];
  let arrived = Promise.withResolvers<void>();

  function hand(of: AbortController, item: Multiplexed): Promise<void> {
    if (of.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const taken = () => {
        of.signal.removeEventListener('abort', taken);
        resolve();
      };
      of.signal.addEventListener('abort', taken);
      waiting.push({ of, item, taken });
      arrived.resolve();
    });
  }

  async function pump({ topic, resumeToken: begin }: Followed, of: AbortController): Promise<void> {
    let [resumeToken, sequence, failures] = [begin, 0, 0];
    while (!of.signal.aborted) {
      const connection = new AbortController();
      const closed = AbortSignal.any([of.signal, connection.signal]);
      try {
        for await (const event of deps.open(caller, { topic, resumeToken }, closed)) {
          if (of.signal.aborted) return;
          failures = 0;
          sequence += 1;
          if (event.resumeToken !== '') resumeToken = event.resumeToken;
          await hand(of, { kind: 'update', topic, sequence, event });
        }
      } catch (error) {
        if (of.signal.aborted) return;
        if (!deps.isTransient(error)) {
          await hand(of, { kind: 'ended', topic, error });
          return;
        }
      } finally {
        connection.abort();
      }
      failures += 1;
      await deps.backOff(failures, of.signal);
    }
  }

  function unfollow(topic: Topic): void {
    const key = topicKey(topic);
    followed.get(key)?.abort();
    followed.delete(key);
  }

  return {
    apply({ follow, unfollow: gone }) {
      for (const topic of gone) unfollow(topic);
      for (const one of follow) {
        unfollow(one.topic);
        const of = new AbortController();
        followed.set(topicKey(one.topic), of);
        void pump(one, of);
      }
    },
    async next(wakeMs) {
      const wake = () => arrived.resolve();
      const timer = setTimeout(wake, wakeMs);
      signal.addEventListener('abort', wake, { once: true });
      try {
        for (;;) {
          const first = waiting.shift();
          if (first?.of.signal.aborted === false) {
            first.taken();
            return first.item;
          }
          if (first !== undefined) continue;
          if (signal.aborted) return undefined;
          arrived = Promise.withResolvers();
          await arrived.promise;
          if (waiting.length === 0) return undefined;
        }
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
      }
    },
    close() {
      for (const of of followed.values()) of.abort();
      followed.clear();
    },
  };
}
