import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MS = 100;

export interface LockOptions {
  /** Called whenever another process is found to have it; who does not want to wait throws. */
  readonly onTaken?: () => void;
}

/**
 * One process of this machine at a time; others wait for as long as it needs. The lock is a socket without a file, which Linux
 * takes back with its process, however that ends.
 */
export async function withLock<Result>(
  name: string,
  work: () => Promise<Result>,
  { onTaken = () => {} }: LockOptions = {},
): Promise<Result> {
  // Addresses are short, and names may be paths.
  const address = createHash('sha256').update(name).digest('hex');
  const server = createServer();
  for (;;) {
    server.listen(`\0ameide:${address}`);
    const taken = await once(server, 'listening').then(
      () => false,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EADDRINUSE') return true;
        throw error;
      },
    );
    if (!taken) break;
    onTaken();
    await sleep(RETRY_MS);
  }
  try {
    return await work();
  } finally {
    server.close();
    await once(server, 'close');
  }
}
