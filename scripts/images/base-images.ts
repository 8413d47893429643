import { mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { debianBase } from '../components/debian-base.ts';
import { findExecutable } from '../components/executable.ts';
import { root } from '../house/workspace.ts';
import type { Builder, BuildRequest } from './builder.ts';
import { readNodeVersion } from './versions.ts';

const DEBIAN = 'docker.io/library/debian:bookworm-slim';

/**
 * On a machine that has a component with Debian's base, lays images under the public ones' names into what the builder keeps:
 * Debian from its own packages, the Node that this checkout runs on, the npm of the person. Elsewhere the public images are pulled.
 *
 * @param made a file that remembers what they were made from. Names of images do not: they get into what is built on these
 */
export async function makeBaseImages(builder: Pick<Builder, 'build'>, made: string): Promise<void> {
  const tar = await debianBase.find();
  if (tar === null) return;
  const version = await readNodeVersion();
  const { size, mtimeMs } = await stat(tar);
  const from = JSON.stringify({ tar, size, mtimeMs, version });
  if ((await readFile(made, 'utf8').catch(() => '')) === from) return;
  await buildDebian(builder, tar);
  await buildNode(builder, `docker.io/library/node:${version}-bookworm-slim`);
  await writeFile(made, from);
}

/** Adds the archive itself: `ADD` takes none from another context. */
function buildDebian(builder: Pick<Builder, 'build'>, tar: string): Promise<void> {
  const dockerfile = `FROM scratch\nADD ${basename(tar)} /\nCMD ["bash"]\n`;
  return buildFrom(builder, { name: DEBIAN, dockerfile, context: dirname(tar) });
}

async function buildNode(builder: Pick<Builder, 'build'>, name: string): Promise<void> {
  const node = await realpath(join(root, 'node_modules/node/bin/node'));
  const npm = await findExecutable('npm');
  if (npm === null) throw new Error('npm is not on the PATH.');
  const dockerfile = `FROM ${DEBIAN}
COPY node /usr/local/bin/node
COPY --from=npm . /usr/local/lib/node_modules/npm/
RUN for name in npm npx; do ln -s ../lib/node_modules/npm/bin/$name-cli.js /usr/local/bin/$name; done
`;
  const contexts = { npm: dirname(dirname(await realpath(npm))) };
  await buildFrom(builder, { name, dockerfile, context: dirname(node), contexts });
}

async function buildFrom(
  builder: Pick<Builder, 'build'>,
  request: Pick<BuildRequest, 'name' | 'context' | 'contexts'> & { readonly dockerfile: string },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ameide-base-'));
  const dockerfile = join(folder, 'Dockerfile');
  try {
    await writeFile(dockerfile, request.dockerfile);
    await builder.build({ ...request, dockerfile, args: {} });
  } finally {
    await rm(folder, { recursive: true });
  }
}
