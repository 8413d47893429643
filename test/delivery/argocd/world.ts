import { join } from 'node:path';
import { stringify } from 'yaml';
import { findPrograms, makeNodeImages } from '../../../scripts/cluster/index.ts';
import { helmfileLocal } from '../../../scripts/local/place.ts';
import { type Cluster, startCluster } from '../cluster/start-cluster.ts';
import { DEPLOYABLES, root } from '../gitops/helmfile.ts';
import { buildImages } from './images.ts';
import { installArgoCd } from './install.ts';
import { type Repository, startRepository } from './repository.ts';

const CHART = join(root, 'gitops/argocd');
const ENVIRONMENT = 'gitops/environments/local';

/** A cluster with Argo CD, which applies the lane local out of a Git repository. */
export interface World {
  readonly cluster: Cluster;
  readonly repository: Repository;
  /** The first commit. */
  readonly commit: string;
  /** Where the digest file of a deployable is. */
  digestFile(name: string): string;
  /** A digest file with one of two images, which every deployable has the first of. */
  digest(which: 0 | 1): string;
  readonly digests: readonly [string, string];
  /** Of the folder with all of them. */
  readonly digestsFolder: string;
  close(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const cluster = await startCluster({ suite: 'argocd', gateway: true });
  let repository: Repository | undefined;
  const close = async () => {
    await repository?.close();
    await cluster.down();
  };
  try {
    repository = await startRepository(cluster.name);
    const images = await buildImages(cluster.registryPort);
    const digestFile = (name: string) => `${ENVIRONMENT}/digests/${name}.yaml`;
    const { graph, digests } = images.standIn;
    const digest = (which: 0 | 1) => stringify({ image: { graph, digest: digests[which] } });
    const commit = await repository.commit({
      ...Object.fromEntries(DEPLOYABLES.map((name) => [digestFile(name), digest(0)])),
      [`${ENVIRONMENT}/infrastructure/ameide-edge.yaml`]: await edgeValues(),
    });
    await helmfileLocal(['--selector', 'name=namespaces', 'sync'], { env: { KUBECONFIG: cluster.kubeconfig } });
    // A route leads to it, which is no good otherwise.
    await cluster.kubectl(['create', 'service', 'clusterip', 'keycloak', '--tcp=8080', '--namespace=ameide-infra']);
    const install = (release: string, ...values: string[]) => {
      const set = values.map((value) => `--set=${value}`);
      return cluster.helm('upgrade', '--install', release, CHART, '--namespace=argocd', ...set);
    };
    await install('argocd-settings');
    await installArgoCd(cluster, images);
    await install('argocd-applications', 'lanes={local}', `repository=${repository.url}`, 'config.enabled=false');
    const digestsFolder = join(repository.folder, ENVIRONMENT, 'digests');
    return { cluster, repository, commit, digestFile, digest, digests, digestsFolder, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** With the Envoy that the cluster has. */
async function edgeValues(): Promise<string> {
  const { envoy } = await makeNodeImages(await findPrograms());
  const resources = { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '512Mi' } };
  const values = { replicas: 1, serviceType: 'NodePort', image: envoy.reference, resources };
  return stringify({ envoy: values, certificate: { from: 'secret' } });
}
