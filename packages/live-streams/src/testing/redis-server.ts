import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { freePort } from '@ameide/test-kit';

/** A redis-server of a suite's own, on 127.0.0.1, which keeps everything in memory. */
export interface TestRedis {
  readonly url: string;
  /** Kills the server; what it kept is lost. */
  kill(): Promise<void>;
  /** Starts it again at the same address, empty, unless it runs. */
  start(): Promise<void>;
}

/** For a suite's `skip`: why this process cannot start Redis, or false when it can. */
export function redisSkipReason(): string | false {
  if (process.env.REDIS_SERVER_PATH) return false;
  return 'REDIS_SERVER_PATH is not set; "pnpm components redis" installs it and "pnpm test" passes it on';
}

/** Resolves when it serves. @throws Error with what it said when it does not start */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  let server: ChildProcess | undefined;
  const killAtExit = () => server?.kill('SIGKILL');
  process.once('exit', killAtExit);
  const redis: TestRedis = {
    url: `redis://127.0.0.1:${port}`,
    async kill() {
      if (server === undefined) return;
      const exited = once(server, 'exit');
      server.kill('SIGKILL');
      server = undefined;
      await exited;
    },
    async start() {
      if (server !== undefined) return;
      const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
      server = spawn(process.env.REDIS_SERVER_PATH!, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      const said: string[] = [];
      for await (const line of createInterface(server.stdout!)) {
        said.push(line);
        if (!line.includes('Ready to accept connections')) continue;
        server.stdout!.resume();
        return;
      }
      throw new Error(`redis-server did not start:\n${said.join('\n')}`);
    },
  };
  await redis.start();
  return redis;
}
