import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSignInTokenSource } from '@ameide/demo-login';
import { type Platform, startPlatform } from '@ameide/platform';
import { AmeideClient } from '@ameide/sdk';
import { freePort } from '@ameide/test-kit';

/** Runs `use` against a platform of its own, over HTTP, as the demo user alice. */
export async function withPlatform(
  use: (client: AmeideClient, platform: Platform) => Promise<void>,
  more: { readonly kafkaBrokers?: readonly string[] } = {},
): Promise<void> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'ameide-bench-'));
  const platform = await startPlatform({
    dataDirectory,
    port: await freePort(),
    host: '127.0.0.1',
    issuers: [],
    logLevel: 'error',
    agentModel: 'offline',
    samples: false,
    chats: { retention: { days: 30, daysOf: {} }, keyEncryptionKeys: [] },
    ...more,
  });
  try {
    const { url, issuer } = platform;
    const token = createSignInTokenSource({ issuer, username: 'alice', password: 'alice' });
    await use(new AmeideClient({ baseUrl: url, token, deadlineMs: 120_000 }), platform);
  } finally {
    await platform.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}
