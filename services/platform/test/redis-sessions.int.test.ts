import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { logIn } from '@ameide/demo-login';
import { redisSkipReason, startRedis } from '@ameide/live-streams/testing';
import { freePort } from '@ameide/test-kit';
import { startPlatformProcess } from './platform-process.ts';

const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');

test('sessions in Redis outlive the process', { skip: redisSkipReason() }, async () => {
  const redis = await startRedis();
  const data = await mkdtemp(join(tmpdir(), 'ameide-redis-'));
  const port = await freePort();
  const start = () => startPlatformProcess(port, ['--data', data, '--no-samples'], { REDIS_URL: redis.url });
  let platform = await start();
  try {
    const { url } = platform;
    const leaving = await fetch(`${url}/auth/sign-in?return_to=/`, { redirect: 'manual' });
    const alice = { username: 'alice', password: 'alice' };
    const back = await logIn(leaving.headers.get('location')!, `${url}/auth/callback`, alice);
    const headers = { cookie: cookieOf(leaving) };
    const signedIn = await fetch(back, { redirect: 'manual', headers });
    const session = async () =>
      (await fetch(`${url}/auth/session`, { headers: { cookie: cookieOf(signedIn) } })).json() as Promise<{
        readonly user?: { readonly name: string };
      }>;
    assert.equal((await session()).user?.name, 'Alice Adams');
    await platform.end('SIGINT');
    platform = await start();
    assert.equal((await session()).user?.name, 'Alice Adams');
  } finally {
    await platform.end('SIGINT');
    await redis.kill();
    await rm(data, { recursive: true, force: true });
  }
});
