import type { StoredObject } from '@ameide/operator-kit';
import type { V1ContainerStatus, V1PodStatus } from '@kubernetes/client-node';

/** How many pods are told of. */
const NAMED = 2;

/**
 * Why pods do not serve, as far as they say so: an image that cannot be had, a Secret or ConfigMap that is not there, no node
 * with room, a container that ends or is not ready. The words are the same for the same trouble; undefined if there is none.
 */
export function podTrouble(pods: readonly StoredObject[]): string | undefined {
  const told = pods
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .flatMap((pod) => troubleOf(pod) ?? [])
    .sort();
  if (told.length === 0) return undefined;
  const more = told.length > NAMED ? ` So have ${told.length - NAMED} more.` : '';
  return `${told.slice(0, NAMED).join(' ')}${more}`;
}

function troubleOf({ metadata: { name, namespace }, status }: StoredObject): string | undefined {
  const { phase, reason, message, conditions = [], ...containers } = (status ?? {}) as V1PodStatus;
  if (phase === 'Succeeded') return undefined;
  if (phase === 'Failed' && reason) return `Pod ${name} has failed: ${reason}${message ? `, ${message}` : ''}.`;
  const unscheduled = conditions.find((each) => each.type === 'PodScheduled' && each.status === 'False');
  if (unscheduled) return `Pod ${name} has no node: ${unscheduled.message ?? unscheduled.reason}`;
  const all = [...(containers.initContainerStatuses ?? []), ...(containers.containerStatuses ?? [])];
  const [found] = all.flatMap((container) => containerTrouble(container) ?? []);
  if (found !== undefined) return `Pod ${name}, container ${found}`;
  const isStarting = all.some(({ state }) => state?.waiting?.reason === 'ContainerCreating');
  if (!isStarting) return undefined;
  return `Pod ${name} is still being made, as where a volume's Secret or ConfigMap is not there: \`kubectl describe pod ${name} -n ${namespace}\`.`;
}

/** What a container waits for, with the kubelet's words where these stay the same. */
function containerTrouble({ name, ready, state, lastState, started }: V1ContainerStatus): string | undefined {
  const { waiting, running } = state ?? {};
  const ended = lastState?.terminated ?? state?.terminated;
  if (waiting?.reason === 'CrashLoopBackOff' || (ended && ended.exitCode !== 0 && !running)) {
    return `${name}: it ends with code ${ended?.exitCode ?? 'unknown'}${ended?.reason ? ` (${ended.reason})` : ''}, again and again.`;
  }
  if (waiting?.reason && !NORMAL.has(waiting.reason)) {
    return `${name}: ${waiting.reason}${waiting.message ? `, ${waiting.message}` : ''}.`;
  }
  return running && started !== false && !ready ? `${name}: it runs, and its readiness probe fails.` : undefined;
}

const NORMAL: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing']);
