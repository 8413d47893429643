import type { ReleaseName } from '../helm.ts';
import type { Images } from '../image-reference.ts';
import { type ProgramOptions, runProgram } from '../program.ts';
import { type Check, expect, Skipped } from './check.ts';

export interface ClusterOptions extends ProgramOptions {
  readonly kubectl: string;
  /** The applications of the lane. */
  readonly apps: readonly ReleaseName[];
  /** What they must run. */
  readonly images: Images;
  /** As tokens name it, and as the lane's services must see it. */
  readonly issuer?: string | undefined;
}

interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly generation: number };
  readonly spec: { readonly replicas?: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly { readonly kind: string }[];
  };
  readonly spec: { readonly containers: readonly { readonly image: string }[] };
  readonly status: {
    readonly phase: string;
    readonly containerStatuses?: readonly { readonly imageID: string; readonly ready: boolean }[];
  };
}

/** What the cluster says about the applications of a lane. */
export function clusterChecks(options: ClusterOptions): Check[] {
  const { kubectl, apps, images, issuer, ...program } = options;
  const list = async <Item>(kinds: string, { name, namespace }: ReleaseName) => {
    const selector = `app.kubernetes.io/name=${name}`;
    const args = ['get', kinds, '--namespace', namespace, '--selector', selector, '--output', 'json'];
    return (JSON.parse(await runProgram(kubectl, args, program)) as { items: Item[] }).items;
  };
  return [
    {
      name: 'every service is ready',
      async run() {
        let replicas = 0;
        for (const app of apps) {
          const workloads = await list<Workload>('deployments,statefulsets', app);
          expect(workloads.length > 0, `${app.name} has no Deployment in ${app.namespace}`);
          for (const { metadata, spec, status } of workloads) {
            const { updatedReplicas = 0, availableReplicas = 0 } = status;
            const wanted = spec.replicas ?? 1;
            const there = Math.min(updatedReplicas, availableReplicas);
            const seen = status.observedGeneration === metadata.generation && there >= wanted;
            expect(seen, `${metadata.name}: ${there} of ${wanted} are ready`);
            replicas += wanted;
          }
        }
        return `${apps.length} applications, ${replicas} pods`;
      },
    },
    {
      name: 'pods run the digests released',
      async run() {
        let count = 0;
        for (const app of apps) {
          const image = images.get(app.name);
          if (!image) continue;
          const wanted = `${image.graph}@${image.digest}`;
          for (const { metadata, spec, status } of await list<Pod>('pods', app)) {
            // Jobs of migrations are done, and pods that end are on their way.
            if (status.phase === 'Succeeded' || metadata.deletionTimestamp) continue;
            if (metadata.ownerReferences?.some(({ kind }) => kind === 'Job')) continue;
            for (const container of spec.containers) {
              expect(container.image === wanted, `${metadata.name} is to run ${container.image}, not ${wanted}`);
            }
            for (const { imageID } of status.containerStatuses ?? []) {
              expect(imageID.endsWith(image.digest), `${metadata.name} runs ${imageID}, not ${image.digest}`);
            }
            count += 1;
          }
        }
        return `${count} pods`;
      },
    },
    {
      name: 'services see the same issuer',
      async run() {
        const inside = apps.find(({ name }) => name === 'workspace');
        if (!issuer || !inside) return new Skipped('there is no workspace in this lane');
        const target = ['exec', '--namespace', inside.namespace, `deployment/${inside.name}`, '--'];
        const seen = (await runProgram(kubectl, [...target, 'node', '-e', ASK_ISSUER], program)).trim();
        expect(seen === issuer, `a pod is told "${seen}", and people "${issuer}"`);
        return 'by the back channel';
      },
    },
  ];
}

/** Runs in a pod of the workspace, whose variables say how it reaches the realm. */
const ASK_ISSUER = `
const realm = process.env.OIDC_INTERNAL_URL || process.env.OIDC_ISSUER;
const response = await fetch(realm + '/.well-known/openid-configuration');
console.log((await response.json()).issuer);
`;
