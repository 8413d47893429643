import { globSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { imageContexts } from '../gitops/image-contexts.ts';
import { root } from '../house/workspace.ts';
import type { BuildRequest } from './builder.ts';
import { writeContext } from './context.ts';
import { type Deployable, readDeployables } from './deployables.ts';
import { type Revision, readRevision, readRevisionOf } from './inputs.ts';
import { labelsOf } from './labels.ts';

/** Something that has an image. */
export interface ImageSource {
  readonly name: string;
  /** Relative to the root: the package of a deployable, the folder of a Dockerfile. */
  readonly folder: string;
  /** What has evidence; a server of a laptop's cluster has none. */
  readonly deployable?: Deployable;
  revision(): Promise<Revision>;
  /** Calls `build` with what the image is built from, which is there until that ends. `source` is where the code is, a URL. */
  prepare(source: string | undefined, build: (request: Omit<BuildRequest, 'name'>) => Promise<void>): Promise<void>;
}

/** Servers that a laptop's cluster runs beside the platform; each has a Dockerfile of its own. */
const SERVERS = 'gitops/images/*/Dockerfile';

/** The deployables of these names and, by name only, servers of a laptop's cluster; all deployables without names. @throws RangeError for a name that none has */
export async function chooseImages(names: readonly string[]): Promise<ImageSource[]> {
  const deployables = (await readDeployables()).map(ofDeployable);
  if (names.length === 0) return deployables;
  const servers = globSync(SERVERS, { cwd: root }).sort().map(ofDockerfile);
  const all = [...deployables, ...servers];
  const known = all.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return all.filter(({ name }) => names.includes(name));
  throw new RangeError(`No image is named ${unknown.join(', ')}. There are ${known.join(', ')}.`);
}

function ofDeployable(deployable: Deployable): ImageSource {
  const { name, folder } = deployable;
  return {
    name,
    folder,
    deployable,
    revision: () => readRevision(deployable),
    async prepare(source, build) {
      const context = await mkdtemp(join(tmpdir(), `ameide-${name}-`));
      try {
        const args = await writeContext(deployable, context);
        const labels = await labelsOf(deployable, await readRevision(deployable), source);
        // A file of the image, for buildah takes steps from its cache although arguments in them have changed.
        const told = join(context, 'sources/image.json');
        await writeFile(told, `${JSON.stringify(labels, null, 2)}\n`);
        await chmod(told, 0o644);
        await build({ context, args: { ...args, ...labels } });
      } finally {
        await rm(context, { recursive: true });
      }
    },
  };
}

function ofDockerfile(file: string): ImageSource {
  const folder = dirname(file);
  return {
    name: basename(folder),
    folder,
    revision: () => readRevisionOf([folder]),
    async prepare(_source, build) {
      const contexts = await imageContexts(await readFile(join(root, file), 'utf8'));
      await build({ context: join(root, folder), args: {}, contexts });
    },
  };
}
