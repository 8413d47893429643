import { readManifest } from '../house/workspace.ts';
import type { Deployable } from './deployables.ts';
import type { Revision } from './inputs.ts';

/** Labels of the OCI of an image; `source` is where the code is, a URL. Nothing in them depends on who builds, where or when. */
export async function labelsOf(
  { name, folder }: Deployable,
  { commit, committedAt, modified }: Revision,
  source: string | undefined,
): Promise<Record<string, string>> {
  const { version, description } = await readManifest(folder);
  const { license = '' } = await readManifest('');
  const labels = {
    title: `ameide/${name}`,
    description,
    version,
    licenses: license,
    revision: modified ? `${commit}-modified` : commit,
    created: new Date(committedAt * 1_000).toISOString(),
    ...(source !== undefined && { source }),
  };
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [`org.opencontainers.image.${key}`, value]));
}
