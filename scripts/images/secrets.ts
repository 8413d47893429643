import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A file that a build may read and that no layer keeps. */
export interface BuildSecret {
  readonly id: string;
  readonly path: string;
}

/** What reaching the package registry takes on this machine: the person's `.npmrc`, and an authority of their own. */
export async function buildSecrets(env: NodeJS.ProcessEnv = process.env): Promise<BuildSecret[]> {
  const candidates = [
    { id: 'npmrc', path: env.NPM_CONFIG_USERCONFIG || join(homedir(), '.npmrc') },
    { id: 'ca', path: env.NODE_EXTRA_CA_CERTS },
  ];
  const found: BuildSecret[] = [];
  for (const { id, path } of candidates) {
    const there =
      path !== undefined &&
      (await access(path).then(
        () => true,
        () => false,
      ));
    if (there) found.push({ id, path });
  }
  return found;
}
