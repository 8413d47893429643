import { REGISTRY } from './addresses.ts';
import { readClusterState } from './cluster-state.ts';
import { withOciLayout } from './images/oci-layout.ts';
import { pushImage } from './images/push-image.ts';

/**
 * Gives a cluster an image that some builder wrote to a folder or an archive in the layout of the OCI.
 * @returns the name by which manifests get it: `ameide-reg:32000/<repository>@<digest>`
 */
export async function load(name: string, path: string, repository: string): Promise<string> {
  const state = await readClusterState(name);
  if (!state?.registryPort) throw new Error(`the cluster "${name}" is not up: pnpm cluster up --name ${name}`);
  return withOciLayout(path, async (image) => {
    await pushImage(image, state.registryPort, repository, image.manifest.digest.replace(':', '-'));
    return `${REGISTRY}/${repository}@${image.manifest.digest}`;
  });
}
