import { formFaults, type ImageReference, type Images } from './image-reference.ts';
import type { Registry } from './registry.ts';

const REVISION = 'org.opencontainers.image.revision';

export interface GateOptions {
  readonly registry: Registry;
  /**
   * By deployable, the full id of the commit that each image must be built from: the last one that changed anything in it.
   * Absent when images are brought back that were released before.
   */
  readonly revisions?: ReadonlyMap<string, string> | undefined;
  /** Whether each image must have a bill of materials in the registry. */
  readonly sbom: boolean;
}

/** What keeps these images out of a cluster, one line each; nothing when they may go there. */
export async function gateFaults(images: Images, options: GateOptions): Promise<string[]> {
  const faults = await Promise.all(
    [...images].map(async ([name, image]) =>
      (await imageFaults(image, options.revisions?.get(name), options)).map((fault) => `${name}: ${fault}`),
    ),
  );
  return faults.flat();
}

async function imageFaults(
  image: ImageReference,
  commit: string | undefined,
  { registry, sbom }: GateOptions,
): Promise<string[]> {
  const form = formFaults(image);
  if (form.length > 0) return form;
  const missing = await registry.missingParts(image);
  if (missing.length > 0) return [`cannot be pulled: ${missing.join('; ')}`];
  const faults: string[] = [];
  if (commit !== undefined) {
    const revision = (await registry.labels(image))[REVISION];
    if (revision !== commit) {
      faults.push(`was built from ${revision ?? 'no commit that it names'}, and ${commit} is released`);
    }
  }
  if (sbom && !(await registry.hasSbom(image))) faults.push('has no bill of materials (SBOM) in the registry');
  return faults;
}
