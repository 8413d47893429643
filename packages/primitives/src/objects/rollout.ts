import type { Outcome, StoredObject } from '@ameide/operator-kit';
import type { V1DeploymentSpec, V1DeploymentStatus } from '@kubernetes/client-node';
import type { workloadConditions } from '../fields/conditions.ts';
import { type Primitive, podLabels } from './identity.ts';

/** How the roll-out of a primitive is; the same questions as `kubectl rollout status` asks, and whether it is this image. */
export function rolloutOutcome(
  { spec: { image } }: { readonly spec: { readonly image: string } },
  live: StoredObject | undefined,
): Outcome<typeof workloadConditions> {
  const spec = live?.spec as V1DeploymentSpec | undefined;
  const status = live?.status as V1DeploymentStatus | undefined;
  const isCurrent = imageOf(live) === image && status?.observedGeneration === live?.metadata.generation;
  if (live === undefined || !isCurrent) {
    return { phase: 'progressing', message: 'The Deployment has just been written.' };
  }
  const wanted = spec?.replicas ?? 1;
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status ?? {};
  const progress = status?.conditions?.find(({ type }) => type === 'Progressing');
  if (progress?.reason === 'ProgressDeadlineExceeded') {
    const pods = `kubectl describe pods -l ${labelText(spec?.selector.matchLabels)}`;
    return {
      phase: 'stalled',
      reason: 'RolloutFailed',
      message: `${progress.message ?? ''} \`${pods}\` says why.`.trim(),
    };
  }
  if (updatedReplicas < wanted || replicas > updatedReplicas) {
    const message = `${updatedReplicas} of ${wanted} replicas are of this generation, ${replicas - updatedReplicas} of an older one.`;
    return { phase: 'progressing', message };
  }
  if (availableReplicas < wanted) {
    const message = `${availableReplicas} of ${wanted} replicas serve.`;
    // Kubernetes says this from the end of a roll-out to the next: before, replicas are not missing yet.
    const isRollingOut = progress !== undefined && progress.reason !== 'NewReplicaSetAvailable';
    if (isRollingOut) return { phase: 'progressing', message };
    const degraded = { reason: 'ReplicasMissing', message } as const;
    return { phase: 'progressing', reason: 'ReplicasMissing', message, degraded };
  }
  if (wanted === 0) return { phase: 'ready', message: 'There are to be no replicas.' };
  return { phase: 'ready', message: `${availableReplicas} replicas serve.` };
}

/** The fields of the status that tell of the Deployment. */
export function rolloutFields(primitive: Primitive, live: StoredObject | undefined) {
  const image = imageOf(live);
  const status = live?.status as V1DeploymentStatus | undefined;
  return {
    replicas: status?.replicas ?? 0,
    readyReplicas: status?.readyReplicas ?? 0,
    selector: labelText(podLabels(primitive)),
    ...(image !== undefined && { image }),
  };
}

/** Labels as a selector of kubectl: `name=value`, with commas between. */
export function labelText(labels: Readonly<Record<string, string>> = {}): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

/** The image that a Deployment rolls out. */
export function imageOf(live: StoredObject | undefined): string | undefined {
  return (live?.spec as V1DeploymentSpec | undefined)?.template.spec?.containers[0]?.image;
}
