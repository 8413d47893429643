import { createHash } from 'node:crypto';
import type { ObjectRef, ReconcileContext } from '@ameide/operator-kit';
import {
  CONFIG_MAP,
  findConfigMapValue,
  findSecretKeys,
  type PodOptions,
  secretRefs,
} from '@ameide/primitives/objects';
import { CREDENTIALS_FOLDER, FLOW_FOLDER } from './contract.ts';
import type { Integration } from './resource.ts';
import type { IntegrationSettings } from './settings.ts';

/** Whether the flow can be had, and which it is: a commit or a digest. */
export type Source =
  | { readonly state: 'known'; readonly revision: string }
  | { readonly state: 'missing' | 'refused'; readonly message: string };

const NO_GIT =
  'This platform fetches nothing from Git: give its operator GIT_FETCHER_IMAGE, or take the flow from oci or configMap.';

/** The objects that the source is in or is read with. */
export function sourceRefs({ spec: { source } }: Integration): readonly ObjectRef[] {
  return [
    ...(source.configMap ? [{ ...CONFIG_MAP, name: source.configMap.name }] : []),
    ...secretRefs(credentials(source)),
  ];
}

/** Looks whether the source is there. @throws ApiError */
export async function findSource(
  { spec: { source } }: Integration,
  settings: IntegrationSettings,
  read: ReconcileContext['read'],
): Promise<Source> {
  if (source.configMap) {
    const found = await findConfigMapValue(source.configMap, 'the flow', read);
    if (found.state === 'missing') return found;
    return { state: 'known', revision: `sha256:${createHash('sha256').update(found.bytes).digest('hex')}` };
  }
  if (source.oci)
    return { state: 'known', revision: source.oci.reference.slice(source.oci.reference.indexOf('@') + 1) };
  if (settings.gitFetcherImage === undefined) return { state: 'refused', message: NO_GIT };
  const found = await findSecretKeys(credentials(source), read);
  return found.state === 'missing' ? found : { state: 'known', revision: source.git!.commit };
}

/** How the flow gets into a pod. */
export function flowVolumes(
  { spec: { source } }: Integration,
  settings: IntegrationSettings,
): Required<Pick<PodOptions, 'initContainers' | 'volumes'>> {
  const { configMap, git, oci } = source;
  const mounted = (volume: object) => ({ mountPath: FLOW_FOLDER, volume: { name: 'flow', ...volume } });
  if (configMap) {
    const { name, key } = configMap;
    return { initContainers: [], volumes: [mounted({ configMap: { name, items: [{ key, path: key }] } })] };
  }
  if (oci) {
    const image = { reference: oci.reference, pullPolicy: 'IfNotPresent' };
    return { initContainers: [], volumes: [mounted({ image })] };
  }
  const flow = mounted({ emptyDir: { sizeLimit: '256Mi' } });
  const image = settings.gitFetcherImage;
  if (!git || image === undefined) return { initContainers: [], volumes: [flow] };
  const [secret] = credentials(source).map(({ name, key }) => ({
    name: 'git-credentials',
    secret: { secretName: name, items: [{ key, path: 'git' }] },
  }));
  const fetcher = {
    name: 'fetch',
    image,
    env: [
      { name: 'GIT_URL', value: git.url },
      { name: 'GIT_COMMIT', value: git.commit },
      { name: 'GIT_PATH', value: git.path },
      { name: 'FLOW_FOLDER', value: FLOW_FOLDER },
      ...(secret ? [{ name: 'GIT_CREDENTIALS_FILE', value: `${CREDENTIALS_FOLDER}/git` }] : []),
    ],
    volumeMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'flow', mountPath: FLOW_FOLDER },
      ...(secret ? [{ name: secret.name, mountPath: CREDENTIALS_FOLDER, readOnly: true }] : []),
    ],
  };
  return { initContainers: [fetcher], volumes: [flow, ...(secret ? [{ volume: secret }] : [])] };
}

function credentials({ git }: Integration['spec']['source']) {
  return git?.credentials ? [git.credentials] : [];
}
