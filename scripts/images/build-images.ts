import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { REGISTRY } from '../cluster/addresses.ts';
import { root } from '../house/workspace.ts';
import { createRegistryAccess } from '../release/registry-access.ts';
import { attach } from './attach.ts';
import type { Builder } from './builder.ts';
import { createBuilder } from './create-builder.ts';
import { type Evidence, evidenceOf, type Subject } from './evidence.ts';
import { chooseImages, type ImageSource } from './image-source.ts';
import type { Revision } from './inputs.ts';
import { sign } from './sign.ts';

/** How images are built, and where they go. */
export interface BuildOptions {
  /** Host of the registry, as the cluster knows it; `ameide-reg:32000` is that of a laptop's cluster. */
  readonly registry: string;
  /** HOST:PORT where it is reached from here without TLS, if it has another name here. */
  readonly via?: string | undefined;
  readonly push: boolean;
  /** Of the pushed image, besides its digest; its revision unless given. */
  readonly tag?: string | undefined;
  /** Whether nothing that was built before is used. */
  readonly fresh?: boolean | undefined;
  /** URL of the code, for the label. */
  readonly source?: string | undefined;
  /** An OCI image layout of each image is written to a folder with its name below this one. */
  readonly output?: string | undefined;
  /** Told of each step. */
  readonly progress?: (text: string) => void;
  readonly builder?: Builder;
}

/** An image that was built. */
export interface BuiltImage {
  readonly name: string;
  /** Repository with its registry, without tag or digest. */
  readonly graph: string;
  /** `sha256:…`; undefined when the image was neither pushed nor written. */
  readonly digest: string | undefined;
  readonly revision: string;
  readonly seconds: number;
}

/** Where helmfile looks for the digests of the lane `local`; Git ignores it. */
const LOCAL_DIGESTS = '.local/digests';

/**
 * Builds images, of all deployables unless named, one after the other, and pushes them if asked to.
 *
 * @throws ProgramError with what the builder or cosign said
 * @throws Error when a package has a licence that nobody has allowed, or the registry takes no evidence
 * @throws RangeError for a name that no image has
 */
export async function buildImages(names: readonly string[], options: BuildOptions): Promise<BuiltImage[]> {
  const { progress = () => {} } = options;
  const images = await chooseImages(names);
  const builder = options.builder ?? (await createBuilder());
  const built: BuiltImage[] = [];
  for (const image of images) {
    progress(`${image.name}: building with ${builder.name}`);
    const { digest = 'built', seconds } = built[built.push(await buildImage(image, builder, options)) - 1]!;
    progress(`${image.name}: ${digest}, ${seconds.toFixed(1)} s`);
  }
  return built;
}

async function buildImage(image: ImageSource, builder: Builder, options: BuildOptions): Promise<BuiltImage> {
  const { name } = image;
  const { registry, via, source, output } = options;
  const begun = performance.now();
  const graph = `${registry}/ameide/${name}`;
  const kept = `localhost/ameide/${name}`;
  const revision = await image.revision();
  await image.prepare(source, (request) => builder.build({ ...request, name: kept, fresh: options.fresh ?? false }));
  let digest: string | undefined;
  if (output !== undefined) digest = await builder.save(kept, join(output, name));
  if (options.push) digest = await builder.push(kept, { repository: graph, tag: options.tag ?? tagOf(revision), via });
  if (digest !== undefined && image.deployable !== undefined) {
    const subject = {
      deployable: image.deployable,
      graph,
      digest,
      revision: revision.commit,
      source,
      builder: builder.name,
    };
    await keepEvidence(await evidenceOf(subject), subject, options);
  }
  if (options.push && digest !== undefined) {
    await sign(graph, digest);
    // Digests of a laptop's cluster are kept in the checkout.
    if (registry === REGISTRY) await writeDigest(name, graph, digest);
  }
  return { name, graph, digest, revision: revision.commit, seconds: (performance.now() - begun) / 1_000 };
}

/** Beside the image: in its registry, and in the folder of its layout. */
async function keepEvidence(
  documents: readonly Evidence[],
  { graph, digest }: Subject,
  options: BuildOptions,
): Promise<void> {
  const { push, registry, via, output } = options;
  if (push) {
    const access = createRegistryAccess(via === undefined ? [] : [{ registry, address: via }]);
    await attach(access, graph, digest, documents);
  }
  if (output === undefined) return;
  const folder = join(output, graph.slice(graph.lastIndexOf('/') + 1));
  for (const { file, content } of documents)
    await writeFile(`${folder}.${file}`, `${JSON.stringify(content, null, 2)}\n`);
}

function tagOf({ commit, modified }: Revision): string {
  return modified ? `${commit}-modified` : commit;
}

async function writeDigest(name: string, graph: string, digest: string): Promise<void> {
  const file = join(root, LOCAL_DIGESTS, `${name}.yaml`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, stringify({ image: { graph, digest } }));
}
