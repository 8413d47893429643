import { hash, randomUUID } from 'node:crypto';
import { Redis, type RedisOptions } from 'ioredis';
import type { LogoutSubject, Sealer, SessionStore } from '../app/ports.ts';
import type { EndReason, Session } from '../domain/session.ts';
import { scripts } from './redis-session-scripts.ts';

/** Where sessions are kept. */
export interface RedisSessionOptions {
  /** `redis://` or `rediss://`, with user, password and database if there are any. Redis 7 or newer. */
  readonly url: string;
  /** What tokens are sealed with while they lie there. */
  readonly sealer: Sealer;
  /** Begins every key; `ameide:workspace:` unless given. */
  readonly prefix?: string;
  readonly onConnectionError?: (error: Error) => void;
}

/** The scripts as methods of a connection. */
interface ScriptedRedis extends Redis {
  sessionCreate(key: string, data: string, usedAtMs: number, endsAtMs: number): Promise<void>;
  sessionRenew(key: string, data: string, generation: number): Promise<0 | 1>;
  sessionTouch(key: string, usedAtMs: number, endsAtMs: number): Promise<0 | 1>;
  sessionEnd(key: string, reason: string, rememberedMs: number): Promise<[data: string, usedAt: string] | null>;
  sessionUnlock(key: string, holder: string): Promise<0 | 1>;
}

const CONNECT_TIMEOUT_MS = 10_000;
const COMMAND_TIMEOUT_MS = 5_000;
const MAX_RECONNECT_DELAY_MS = 1_000;
const MAX_RETRIES = 3;
/** How long it is remembered why a session is over. */
const REMEMBERED_MS = 3_600_000;
/** For `reconnectOnError`: connect again, and send the command once more. */
const RECONNECT_AND_RESEND = 2;

/**
 * Sessions in Redis, for any number of replicas. Each command touches one key, so that a cluster may spread them.
 * @throws Error when Redis cannot be reached; later losses of the connection are survived
 */
export async function openRedisSessions(options: RedisSessionOptions): Promise<SessionStore> {
  const { sealer, prefix = 'ameide:workspace:' } = options;
  const commands = (await connect(options, { commandTimeout: COMMAND_TIMEOUT_MS, scripts })) as ScriptedRedis;
  const notifications = await connect(options, {}).catch((error: unknown) => {
    commands.disconnect();
    throw error;
  });
  const sessionKey = (key: string) => `${prefix}session:${key}`;
  const lockKey = (key: string) => `${prefix}lock:${key}`;
  const channel = `${prefix}ended`;
  /** All sessions with their ends. */
  const active = `${prefix}active`;
  const indexKey = (issuer: string, [kind, name]: readonly [string, string]) =>
    `${prefix}of:${hash('sha256', JSON.stringify([issuer, kind, name]), 'base64url')}`;
  const indexKeys = ({ issuer, person, sid }: Session) => [
    indexKey(issuer, ['subject', person.id]),
    ...(sid === undefined ? [] : [indexKey(issuer, ['sid', sid])]),
  ];

  const seal = (key: string, session: Session) => sealer.seal(JSON.stringify(session), `session ${key}`);
  /** Undefined where the secrets of the time are gone. */
  const open = (key: string, data: string, usedAt: string): Session | undefined => {
    const text = sealer.open(data, `session ${key}`);
    return text === undefined ? undefined : { ...(JSON.parse(text) as Session), usedAtMs: Number(usedAt) };
  };
  const index = async (key: string, session: Session, endsAtMs: number) => {
    for (const of of indexKeys(session)) {
      await commands.sadd(of, key);
      // The first one for an index without an end, the second for one that ends earlier.
      await commands.pexpireat(of, endsAtMs, 'NX');
      await commands.pexpireat(of, endsAtMs, 'GT');
    }
    await commands.zadd(active, endsAtMs, key);
  };

  const listeners = new Set<(key: string, reason: EndReason) => void>();
  notifications.on('message', (_channel, message: string) => {
    const [key, reason] = JSON.parse(message) as [string, EndReason];
    for (const listener of [...listeners]) listener(key, reason);
  });
  await notifications.subscribe(channel);

  return {
    async create(key, session, endsAtMs) {
      await index(key, session, endsAtMs);
      await commands.sessionCreate(sessionKey(key), seal(key, session), session.usedAtMs, endsAtMs);
    },
    async find(key) {
      const { data, usedAt, generation, ended } = await commands.hgetall(sessionKey(key));
      if (ended !== undefined) return { kind: 'ended', reason: ended as EndReason };
      const session = data && usedAt ? open(key, data, usedAt) : undefined;
      return session && { kind: 'active', session, generation: Number(generation) };
    },
    renew: async (key, session, generation) =>
      (await commands.sessionRenew(sessionKey(key), seal(key, session), generation)) === 1,
    async touch(key, session, endsAtMs) {
      const touched = await commands.sessionTouch(sessionKey(key), session.usedAtMs, endsAtMs);
      if (touched === 1) await index(key, session, endsAtMs);
    },
    async end(key, reason) {
      const ended = await commands.sessionEnd(sessionKey(key), reason, REMEMBERED_MS);
      if (ended === null) return undefined;
      await commands.publish(channel, JSON.stringify([key, reason]));
      await commands.zrem(active, key);
      const session = open(key, ...ended);
      for (const of of session === undefined ? [] : indexKeys(session)) await commands.srem(of, key);
      return session;
    },
    keysOf: (issuer, subject: LogoutSubject) =>
      commands.smembers(indexKey(issuer, Object.entries(subject)[0] as [string, string])),
    async lock(key, ttlMs) {
      const holder = randomUUID();
      const taken = await commands.set(lockKey(key), holder, 'PX', ttlMs, 'NX');
      if (taken === null) return undefined;
      return async () => void (await commands.sessionUnlock(lockKey(key), holder));
    },
    onEnded(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async count() {
      await commands.zremrangebyscore(active, '-inf', Date.now());
      return commands.zcard(active);
    },
    ready: async () => void (await commands.ping()),
    async close() {
      notifications.disconnect();
      await commands.quit().catch(() => commands.disconnect());
    },
  };
}

async function connect(
  { url, onConnectionError }: RedisSessionOptions,
  more: Pick<RedisOptions, 'scripts' | 'commandTimeout'>,
): Promise<Redis> {
  const connection = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(2 ** attempt * 10, MAX_RECONNECT_DELAY_MS),
    maxRetriesPerRequest: MAX_RETRIES,
    // A primary that became a replica takes no writes; its address leads to the new one.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? RECONNECT_AND_RESEND : false),
    ...more,
  });
  connection.on('error', (error) => onConnectionError?.(error));
  await connection.connect().catch((error: unknown) => {
    connection.disconnect();
    throw error;
  });
  return connection;
}
