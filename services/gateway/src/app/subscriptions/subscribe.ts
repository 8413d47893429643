import { type LiveStreams, StaleEpochError } from '@ameide/live-streams';
import { type RequestContext, serverStopping } from '@ameide/service-kit/rpc';
import { type Refused, refuse } from '../refusal.ts';
import { createMultiplexer, type Multiplexed, type MultiplexerDeps } from './multiplexer.ts';
import type { Followed, TopicChange } from './topic.ts';

export interface SubscriptionDeps extends MultiplexerDeps {
  /** Changes of topics come to the replica that streams the subscription as frames of a live stream of its own. */
  readonly liveStreams: LiveStreams;
  readonly changeCodec: {
    encode(change: TopicChange): Uint8Array;
    decode(data: Uint8Array): TopicChange;
  };
  readonly stopped: AbortSignal;
  /** How often a subscriber hears something when nothing happens. */
  readonly heartbeatMs: number;
}

const NOTHING: TopicChange = { follow: [], unfollow: [] };
const EPOCH = 1;

/** Nobody but the caller gets at it. */
const streamOf = ({ tenantId, actorId }: RequestContext, id: string): string =>
  `subscription/${JSON.stringify([tenantId, actorId])}/${id}`;

/**
 * Everything that the caller follows, until the signal aborts; `alive` at the beginning and while nothing happens. A refusal is the last.
 * @throws ServiceError unavailable `server_stopping`
 */
export async function* subscribe(
  deps: SubscriptionDeps,
  caller: RequestContext,
  id: string,
  topics: readonly Followed[],
): AsyncGenerator<Multiplexed | 'alive' | Refused, void> {
  const { liveStreams, changeCodec, stopped, heartbeatMs } = deps;
  const stream = streamOf(caller, id);
  const over = new AbortController();
  const signal = AbortSignal.any([caller.signal, stopped, over.signal]);
  try {
    await liveStreams.append(stream, { epoch: EPOCH, index: 1 }, changeCodec.encode(NOTHING));
  } catch (error) {
    return void (yield refuse(isOutOfTurn(error) ? 'subscription_exists' : 'subscription_lost'));
  }
  const multiplexer = createMultiplexer(deps, caller, signal);
  let isLost = false;
  const changing = (async () => {
    for await (const change of liveStreams.read(stream, { after: { epoch: EPOCH, index: 1 }, signal })) {
      if (change.kind === 'trimmed') break;
      multiplexer.apply(changeCodec.decode(change.data));
    }
  })()
    .catch(() => undefined)
    .finally(() => {
      isLost = true;
      over.abort();
    });
  try {
    multiplexer.apply({ follow: topics, unfollow: [] });
    yield 'alive';
    while (!signal.aborted) {
      const next = await multiplexer.next(heartbeatMs);
      if (next !== undefined) yield next;
      else if (!signal.aborted) yield 'alive';
    }
    if (caller.signal.aborted) return;
    if (stopped.aborted) throw serverStopping();
    if (isLost) yield refuse('subscription_lost');
  } finally {
    over.abort();
    multiplexer.close();
    await changing;
    await liveStreams.remove(stream).catch(() => undefined);
  }
}

/** Changes what a subscription of the caller follows. @param number of the change, from 1 */
export async function changeTopics(
  { liveStreams, changeCodec }: Pick<SubscriptionDeps, 'liveStreams' | 'changeCodec'>,
  caller: RequestContext,
  id: string,
  number: number,
  change: TopicChange,
): Promise<Refused | Record<never, never>> {
  try {
    await liveStreams.append(streamOf(caller, id), { epoch: EPOCH, index: number + 1 }, changeCodec.encode(change));
    return {};
  } catch (error) {
    return refuse(isOutOfTurn(error) ? 'subscription_over' : 'subscription_lost');
  }
}

const isOutOfTurn = (error: unknown): boolean => error instanceof RangeError || error instanceof StaleEpochError;
