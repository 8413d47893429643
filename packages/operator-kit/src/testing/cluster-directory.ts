import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ClusterDirectory {
  readonly path: string;
  readonly adminToken: string;
  readonly tokenFile: string;
  /** Signs the tokens of service accounts, and verifies them. */
  readonly serviceAccountKeyFile: string;
  /** Here the API server keeps the certificate that it makes for itself. */
  readonly certificates: string;
  readonly certificate: string;
  remove(): Promise<void>;
}

const PREFIX = 'ameide-cluster-';

/** A folder for one cluster, with fresh keys. Removes those of processes that were killed. */
export async function createClusterDirectory(): Promise<ClusterDirectory> {
  await removeLeftovers();
  const path = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const adminToken = randomBytes(24).toString('hex');
  const tokenFile = join(path, 'tokens.csv');
  await writeFile(tokenFile, `${adminToken},admin,admin,"system:masters"\n`, { mode: 0o600 });
  const serviceAccountKeyFile = join(path, 'service-accounts.pem');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeFile(serviceAccountKeyFile, privateKey.export({ type: 'sec1', format: 'pem' }), { mode: 0o600 });
  return {
    path,
    adminToken,
    tokenFile,
    serviceAccountKeyFile,
    certificates: join(path, 'certificates'),
    certificate: join(path, 'certificates/apiserver.crt'),
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function removeLeftovers(): Promise<void> {
  for (const entry of await readdir(tmpdir())) {
    const owner = entry.startsWith(PREFIX) ? Number.parseInt(entry.slice(PREFIX.length), 10) : Number.NaN;
    if (Number.isNaN(owner) || isAlive(owner)) continue;
    await rm(join(tmpdir(), entry), { recursive: true, force: true, maxRetries: 5 });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
