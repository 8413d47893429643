import { createInProcessLiveStreams } from './in-process.ts';
import type { LiveStreams } from './live-streams.ts';
import { openRedisLiveStreams } from './redis.ts';

/** Live streams in Redis if there is a URL, else in the memory of this process. */
export async function openLiveStreams(
  redisUrl: string | undefined,
  onConnectionError: (error: Error) => void,
): Promise<LiveStreams> {
  return redisUrl === undefined
    ? createInProcessLiveStreams()
    : openRedisLiveStreams({ url: redisUrl, onConnectionError });
}
