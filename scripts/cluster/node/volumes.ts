import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Api } from './api.ts';
import type { NodeSettings } from './settings.ts';

/** What the StorageClass of the cluster names. */
const PROVISIONER = 'ameide.io/local';
const CLASS = 'local';
const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';

interface Claim {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string };
  readonly spec: {
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly accessModes: readonly string[];
    readonly resources: { readonly requests: { readonly storage: string } };
  };
}

interface Volume {
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly status: { readonly phase: string };
}

interface List<Item> {
  readonly items: readonly Item[];
}

/** Gives each claim of the class a folder of the cluster, which goes when the claim has gone. Sizes are not enforced. */
export function provideVolumes(settings: NodeSettings, api: Api): void {
  api.follow(['/api/v1/persistentvolumeclaims', '/api/v1/persistentvolumes'], async () => {
    const claims = await api.send<List<Claim>>('GET', '/api/v1/persistentvolumeclaims');
    const volumes = await api.send<List<Volume>>('GET', '/api/v1/persistentvolumes');
    const names = new Set(volumes.items.map(({ metadata }) => metadata.name));
    for (const claim of claims.items) {
      if (claim.spec.storageClassName !== CLASS || claim.spec.volumeName) continue;
      if (!names.has(volumeName(claim))) await makeVolume(settings, api, claim);
    }
    for (const { metadata, status } of volumes.items) {
      if (metadata.annotations?.[PROVISIONED_BY] !== PROVISIONER || status.phase !== 'Released') continue;
      await rm(join(settings.folder, 'volumes', metadata.name), { recursive: true, force: true });
      await api.send('DELETE', `/api/v1/persistentvolumes/${metadata.name}`);
    }
  });
}

const volumeName = (claim: Claim) => `pvc-${claim.metadata.uid}`;

async function makeVolume({ name, folder }: NodeSettings, api: Api, claim: Claim): Promise<void> {
  const { metadata, spec } = claim;
  const path = join(folder, 'volumes', volumeName(claim));
  await mkdir(path, { recursive: true });
  // For whichever user the pod runs as.
  await chmod(path, 0o777);
  await api.send('POST', '/api/v1/persistentvolumes', {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volumeName(claim), annotations: { [PROVISIONED_BY]: PROVISIONER } },
    spec: {
      capacity: { storage: spec.resources.requests.storage },
      accessModes: spec.accessModes,
      storageClassName: CLASS,
      persistentVolumeReclaimPolicy: 'Delete',
      claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', ...metadataOf(metadata) },
      local: { path },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [name] }] },
          ],
        },
      },
    },
  });
}

const metadataOf = ({ name, namespace, uid }: Claim['metadata']) => ({ name, namespace, uid });
