import { readManifest } from '../house/workspace.ts';
import type { Deployable } from './deployables.ts';
import type { Revision } from './inputs.ts';

/** The Dockerfile's arguments for labels of the OCI; `source` is where the code is, a URL. Nothing in them depends on who builds, where or when. */
export async function labelsOf(
  { name, folder }: Deployable,
  { commit, committedAt, modified }: Revision,
  source: string | undefined,
): Promise<Record<string, string>> {
  const { version, description } = await readManifest(folder);
  const { license = '' } = await readManifest('');
  return {
    TITLE: `ameide/${name}`,
    DESCRIPTION: description,
    VERSION: version,
    LICENSES: license,
    REVISION: modified ? `${commit}-modified` : commit,
    CREATED: new Date(committedAt * 1_000).toISOString(),
    SOURCE: source ?? '',
  };
}
