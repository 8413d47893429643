import type { Redis } from 'ioredis';
import {
  DEFAULT_LIMITS,
  type Delivery,
  type Limits,
  type LiveStreams,
  type Position,
  type ReadOptions,
  StaleEpochError,
} from './live-streams.ts';
import { connectRedis } from './redis-connection.ts';
import { createNotifications, type Notifications } from './redis-notifications.ts';
import { APPEND, END, READ, REMOVE } from './redis-scripts.ts';

export interface RedisLiveStreamsOptions {
  /** `redis://` or `rediss://`, with user, password and database if there are any. Redis 7 or newer. */
  readonly url: string;
  readonly limits?: Partial<Limits>;
  /** Begins every key. What is in braces keeps all keys on one node of a cluster. */
  readonly prefix?: string;
  /** Milliseconds since 1970; the clock of Redis unless given. */
  readonly now?: () => number;
  readonly onConnectionError?: (error: Error) => void;
}

const COMMAND_TIMEOUT_MS = 5_000;
/** How long a reader trusts that nothing has changed when it hears nothing. */
const RECHECK_MS = 5_000;
const FRAMES_PER_READ = 256;

/** The scripts as methods of a connection. */
interface ScriptedRedis extends Redis {
  liveAppend(prefix: string, ...args: readonly (string | number | Buffer)[]): Promise<Reply>;
  liveEnd(prefix: string, ...args: readonly (string | number)[]): Promise<Reply>;
  liveRemove(prefix: string, ...args: readonly (string | number)[]): Promise<Reply>;
  liveReadBuffer(prefix: string, ...args: readonly (string | number)[]): Promise<(Buffer | number)[]>;
}
type Reply = ['ok'] | ['stale' | 'range', number];

/**
 * Live streams in Redis: any number of processes read them, and frames outlive the process that made them.
 * @throws Error when Redis cannot be reached; later losses of the connection are survived
 */
export async function openRedisLiveStreams(options: RedisLiveStreamsOptions): Promise<LiveStreams> {
  const scripts = {
    liveAppend: { lua: APPEND, numberOfKeys: 1 },
    liveEnd: { lua: END, numberOfKeys: 1 },
    liveRead: { lua: READ, numberOfKeys: 1 },
    liveRemove: { lua: REMOVE, numberOfKeys: 1 },
  };
  const commands = (await connectRedis(options, { scripts, commandTimeout: COMMAND_TIMEOUT_MS })) as ScriptedRedis;
  const subscriber = await connectRedis(options).catch((error) => {
    commands.disconnect();
    throw error;
  });
  return new RedisLiveStreams(commands, subscriber, options);
}

class RedisLiveStreams implements LiveStreams {
  readonly #commands: ScriptedRedis;
  readonly #subscriber: Redis;
  readonly #notifications: Notifications;
  readonly #limits: Limits;
  readonly #prefix: string;
  readonly #now: () => number | '';
  readonly #closed = new AbortController();

  constructor(commands: ScriptedRedis, subscriber: Redis, options: RedisLiveStreamsOptions) {
    this.#commands = commands;
    this.#subscriber = subscriber;
    this.#notifications = createNotifications(subscriber);
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#prefix = options.prefix ?? '{ameide-live}:';
    this.#now = options.now ?? (() => '');
  }

  async append(key: string, position: Position, data: Uint8Array): Promise<void> {
    await this.#add(key, position, data, '');
  }

  async restart(key: string, position: Position, data: Uint8Array): Promise<void> {
    await this.#add(key, position, data, '1');
  }

  async end(key: string, epoch: number): Promise<void> {
    if (this.#closed.signal.aborted) return;
    const [outcome, current] = await this.#commands.liveEnd(this.#prefix, ...this.#common(key), epoch);
    if (outcome === 'stale') throw new StaleEpochError(key, epoch, current);
  }

  async remove(key: string): Promise<void> {
    if (this.#closed.signal.aborted) return;
    await this.#commands.liveRemove(this.#prefix, ...this.#common(key));
  }

  async *read(key: string, { after, follow = true, signal }: ReadOptions = {}): AsyncGenerator<Delivery, void> {
    const stop = signal === undefined ? this.#closed.signal : AbortSignal.any([signal, this.#closed.signal]);
    let inside = false;
    const changes = follow ? watch((wake) => this.#notifications.listen(this.#prefix + key, wake), stop) : undefined;
    try {
      while (!stop.aborted) {
        changes?.forget();
        const found = await this.#fetch(key, after, inside).catch((error: unknown) => {
          if (changes === undefined && !stop.aborted) throw error;
          return undefined;
        });
        if (Array.isArray(found)) {
          for (const delivery of found) {
            if (stop.aborted) return;
            after = delivery.kind === 'frame' ? delivery.position : delivery.through;
            inside = true;
            yield delivery;
          }
        } else if (found === 'over' || changes === undefined) {
          return;
        } else {
          await changes.next();
        }
      }
    } finally {
      changes?.close();
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#commands.disconnect();
    this.#subscriber.disconnect();
  }

  #common(key: string): [string, number | '', number] {
    return [key, this.#now(), this.#limits.retentionMs];
  }

  async #add(key: string, { epoch, index }: Position, data: Uint8Array, restart: '1' | ''): Promise<void> {
    if (this.#closed.signal.aborted) throw new Error('the live streams are closed');
    const { maxFrames, maxBytes, maxTotalBytes } = this.#limits;
    const frame = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const args = [...this.#common(key), epoch, index, frame, restart, maxFrames, maxBytes, maxTotalBytes];
    const [outcome, current] = await this.#commands.liveAppend(this.#prefix, ...args);
    if (outcome === 'stale') throw new StaleEpochError(key, epoch, current);
    if (outcome === 'range') {
      throw new RangeError(`stream ${key}: frame ${index} came where ${current} was expected`);
    }
  }

  async #fetch(key: string, after: Position | undefined, inside: boolean): Promise<Delivery[] | 'waiting' | 'over'> {
    const { epoch, index } = after ?? { epoch: 0, index: 0 };
    const args = [...this.#common(key), epoch, index, inside ? '1' : '', FRAMES_PER_READ];
    const [kind, current, first, ...frames] = await this.#commands.liveReadBuffer(this.#prefix, ...args);
    const position = { epoch: Number(current), index: Number(first) };
    switch (String(kind)) {
      case 'frames':
        return (frames as Buffer[]).map((data, n) => ({
          kind: 'frame',
          position: { epoch: position.epoch, index: position.index + n },
          data,
        }));
      case 'trimmed':
        return [{ kind: 'trimmed', through: position }];
      default:
        return String(kind) as 'waiting' | 'over';
    }
  }
}

/** Remembers that something may have changed, until it is asked for. */
function watch(listen: (wake: () => void) => () => void, stop: AbortSignal) {
  let changed = Promise.withResolvers<void>();
  const wake = () => changed.resolve();
  const leave = listen(wake);
  stop.addEventListener('abort', wake);
  return {
    forget() {
      changed = Promise.withResolvers();
    },
    async next() {
      if (stop.aborted) return;
      const timer = setTimeout(wake, RECHECK_MS);
      await changed.promise;
      clearTimeout(timer);
    },
    close() {
      stop.removeEventListener('abort', wake);
      leave();
    },
  };
}
