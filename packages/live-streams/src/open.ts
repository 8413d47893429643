import { createInProcessLiveStreams } from './in-process.ts';
import { createInProcessPresence } from './in-process-presence.ts';
import type { LiveStreams } from './live-streams.ts';
import type { Presence } from './presence.ts';
import { openRedisLiveStreams } from './redis.ts';
import { openRedisPresence } from './redis-presence.ts';

/** Live streams in Redis if there is a URL, else in the memory of this process. */
export async function openLiveStreams(
  redisUrl: string | undefined,
  onConnectionError: (error: Error) => void,
): Promise<LiveStreams> {
  return redisUrl === undefined
    ? createInProcessLiveStreams()
    : openRedisLiveStreams({ url: redisUrl, onConnectionError });
}

/** Presence in Redis if there is a URL, else in the memory of this process. */
export async function openPresence(
  redisUrl: string | undefined,
  onConnectionError: (error: Error) => void,
): Promise<Presence> {
  return redisUrl === undefined ? createInProcessPresence() : openRedisPresence({ url: redisUrl, onConnectionError });
}
