import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@ameide/test-kit';
import type { S3Options } from '../s3.ts';

/** An S3 server of a suite's own on 127.0.0.1, with one bucket, which is empty. */
export interface S3Server {
  readonly options: S3Options & { readonly endpoint: string };
  /** Ends the server, and removes what it kept. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const ASK_AGAIN_MS = 50;

/** For a suite's `skip`: why this process cannot start an S3 server, or false when it can. */
export function s3SkipReason(): string | false {
  if (process.env.VERSITYGW_PATH) return false;
  return 'VERSITYGW_PATH is not set; "pnpm components versitygw" builds it and "pnpm test" passes it on';
}

/** Resolves when it serves. @throws Error with what it said when it does not start */
export async function startS3Server(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'ameide-s3-'));
  const bucket = 'files';
  await mkdir(join(folder, 'buckets', bucket), { recursive: true });
  await mkdir(join(folder, 'metadata'));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = { accessKeyId: 'suite', secretAccessKey: 'suite-secret' };
  // Not every file system of a test machine has extended attributes, where metadata would be without the sidecar.
  const args = [
    `--port=127.0.0.1:${port}`,
    `--access=${credentials.accessKeyId}`,
    `--secret=${credentials.secretAccessKey}`,
    '--quiet',
    'posix',
    `--sidecar=${join(folder, 'metadata')}`,
    join(folder, 'buckets'),
  ];
  const server = spawn(process.env.VERSITYGW_PATH!, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const killAtExit = () => server.kill('SIGKILL');
  process.once('exit', killAtExit);
  const said: string[] = [];
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => said.push(String(chunk)));
  const exited = once(server, 'exit');
  const until = performance.now() + START_TIMEOUT_MS;
  while ((await fetch(endpoint).catch(() => undefined)) === undefined) {
    if (server.exitCode !== null || performance.now() > until) {
      throw new Error(`the S3 server did not start:\n${said.join('')}`);
    }
    await delay(ASK_AGAIN_MS);
  }
  return {
    options: { bucket, region: 'us-east-1', endpoint, credentials },
    async stop() {
      server.kill('SIGKILL');
      await exited;
      process.off('exit', killAtExit);
      await rm(folder, { recursive: true });
    },
  };
}
