import { mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { debianBase } from '../components/debian-base.ts';
import { findExecutable } from '../components/executable.ts';
import { root } from '../house/workspace.ts';
import type { Builder, BuildRequest } from './builder.ts';
import { readNodeVersion } from './versions.ts';

/** What keeps base images. */
type BaseBuilder = Pick<Builder, 'has' | 'build'> & { tag(name: string, other: string): Promise<unknown> };

/**
 * On a machine that has a component with Debian's base, lays images under the public ones' names into what the builder keeps:
 * Debian from its own packages, the Node that this checkout runs on, the npm of the person. Elsewhere the public images are pulled.
 */
export async function makeBaseImages(builder: BaseBuilder): Promise<void> {
  const tar = await debianBase.find();
  if (tar === null) return;
  const version = await readNodeVersion();
  const { size, mtimeMs } = await stat(tar);
  const made = `${size}-${Math.trunc(mtimeMs)}`;
  const debian = `localhost/ameide/debian:${made}`;
  const node = `localhost/ameide/node:${version}-${made}`;
  if (!(await builder.has(debian))) {
    await buildDebian(builder, debian, tar);
    await builder.tag(debian, 'docker.io/library/debian:bookworm-slim');
  }
  if (!(await builder.has(node))) {
    await buildNode(builder, node, debian);
    await builder.tag(node, `docker.io/library/node:${version}-bookworm-slim`);
  }
}

/** Adds the archive itself: `ADD` takes none from another context. */
function buildDebian(builder: Pick<Builder, 'build'>, name: string, tar: string): Promise<void> {
  const dockerfile = `FROM scratch\nADD ${basename(tar)} /\nCMD ["bash"]\n`;
  return buildFrom(builder, { name, dockerfile, context: dirname(tar) });
}

async function buildNode(builder: Pick<Builder, 'build'>, name: string, debian: string): Promise<void> {
  const node = await realpath(join(root, 'node_modules/node/bin/node'));
  const npm = await findExecutable('npm');
  if (npm === null) throw new Error('npm is not on the PATH.');
  const dockerfile = `FROM ${debian}
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
    await builder.build({ ...request, dockerfile, args: {}, labels: {} });
  } finally {
    await rm(folder, { recursive: true });
  }
}
