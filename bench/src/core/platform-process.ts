import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatform } from '@ameide/platform';
import { freePort } from '@ameide/test-kit';

/**
 * A platform in a process of its own; tells its address on the standard output, and ends with its standard input. An argument is
 * JSON of what its configuration has beside the usual.
 */
const [, , more = '{}'] = process.argv;
const dataDirectory = await mkdtemp(join(tmpdir(), 'ameide-bench-'));
const platform = await startPlatform({
  dataDirectory,
  port: await freePort(),
  host: '127.0.0.1',
  issuers: [],
  logLevel: 'info',
  agentModel: 'offline',
  samples: false,
  chats: { retention: { days: 30, daysOf: {} }, keyEncryptionKeys: [] },
  ...JSON.parse(more),
});
process.stdout.write(`${platform.url}\n`);
await once(process.stdin.resume(), 'close');
await platform.stop();
await rm(dataDirectory, { recursive: true, force: true });
process.exit();
