import { Redis, type RedisOptions } from 'ioredis';

const CONNECT_TIMEOUT_MS = 10_000;
const MAX_RECONNECT_DELAY_MS = 1_000;

/** @throws Error when Redis cannot be reached; later losses of the connection are survived */
export async function connectRedis(
  { url, onConnectionError }: { readonly url: string; readonly onConnectionError?: (error: Error) => void },
  more: Pick<RedisOptions, 'scripts' | 'commandTimeout'> = {},
): Promise<Redis> {
  const connection = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(2 ** attempt * 10, MAX_RECONNECT_DELAY_MS),
    // Whoever asks decides what a failure means. Nothing is sent twice.
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    ...more,
  });
  connection.on('error', (error) => onConnectionError?.(error));
  await connection.connect().catch((error) => {
    connection.disconnect();
    throw error;
  });
  return connection;
}
