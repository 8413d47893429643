import { conditionOf, type Outcome, progressing, ready, type StoredObject, stalled } from '@ameide/operator-kit';
import type { V1DeploymentSpec, V1DeploymentStatus } from '@kubernetes/client-node';
import type { workloadConditions } from '../fields/conditions.ts';
import { IMAGE, type Primitive, podLabels } from './identity.ts';

interface Rolled {
  readonly metadata: { readonly namespace?: string };
  readonly spec: { readonly image: string };
}

/** How the roll-out of a primitive is; the same questions as `kubectl rollout status` asks, and whether it is this image. */
export function rolloutOutcome(
  { metadata: { namespace }, spec: { image } }: Rolled,
  live: StoredObject | undefined,
): Outcome<typeof workloadConditions> {
  const spec = live?.spec as V1DeploymentSpec | undefined;
  const status = live?.status as V1DeploymentStatus | undefined;
  const isCurrent = imageOf(live) === image && status?.observedGeneration === live?.metadata.generation;
  if (live === undefined || !isCurrent) {
    return progressing('The Deployment has just been written.');
  }
  const wanted = spec?.replicas ?? 1;
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status ?? {};
  const progress = status?.conditions?.find(({ type }) => type === 'Progressing');
  if (progress?.reason === 'ProgressDeadlineExceeded') {
    const pods = `kubectl describe pods -n ${namespace} -l ${labelText(spec?.selector.matchLabels)}`;
    return stalled('RolloutFailed', `${progress.message ?? ''} \`${pods}\` says why.`.trim());
  }
  if (updatedReplicas < wanted || replicas > updatedReplicas) {
    const message = `${updatedReplicas} of ${wanted} replicas are of this generation, ${replicas - updatedReplicas} of an older one.`;
    // Such as that a quota is used up, or a pod not admitted: there are no pods that could tell.
    const refused = conditionOf(live, 'ReplicaFailure');
    return progressing(refused?.status === 'True' ? `${message} ${refused.message}` : message);
  }
  if (availableReplicas < wanted) {
    const message = `${availableReplicas} of ${wanted} replicas serve.`;
    // Kubernetes says this from the end of a roll-out to the next: before, replicas are not missing yet.
    const isRollingOut = progress !== undefined && progress.reason !== 'NewReplicaSetAvailable';
    if (isRollingOut) return progressing(message);
    const degraded = { reason: 'ReplicasMissing', message } as const;
    return { ...progressing(message), reason: 'ReplicasMissing', degraded };
  }
  if (wanted === 0) return ready('There are to be no replicas.');
  return ready(`${availableReplicas} replicas serve.`);
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

/** The image that a Deployment or a Job was made for: its container's may be that of a mirror, if the cluster has one put in. */
export function imageOf(live: StoredObject | undefined): string | undefined {
  const { containers } = (live?.spec as V1DeploymentSpec | undefined)?.template.spec ?? {};
  return live?.metadata.annotations?.[IMAGE] ?? containers?.[0]?.image;
}
