import { conditionOf, type KubeObject, type StoredObject } from '@ameide/operator-kit';
import { autoscaler } from '@ameide/primitives/objects';
import type { Agent } from './resource.ts';

/** What pods of the runtime measure: the runs that stream at this moment. */
const METRIC = 'ai_concurrent_streams';

/** Replicas and, where they may differ, that an autoscaler sets them. */
export function replicasOf({ spec: { scaling } }: Agent) {
  const { minReplicas: replicas, maxReplicas } = scaling;
  const isFixed = replicas === maxReplicas;
  return { replicas, maxUnavailable: 1, ...(!isFixed && { autoscaling: { maxReplicas, targetCpuPercent: 100 } }) };
}

/** The autoscaler that follows the runs; none where the spec leaves it nothing to do. */
export function streamAutoscalers(agent: Agent): KubeObject[] {
  const { minReplicas, maxReplicas, streamsPerReplica } = agent.spec.scaling;
  if (minReplicas === maxReplicas) return [];
  const target = { type: 'AverageValue', averageValue: String(streamsPerReplica) };
  const metric = { type: 'Pods', pods: { metric: { name: METRIC }, target } };
  return [autoscaler(agent, { minReplicas, maxReplicas }, metric)];
}

/** Why replicas do not follow the runs, in the autoscaler's own words; undefined if they do, or nobody knows yet. */
export function metricsFault(autoscaler: StoredObject | undefined): string | undefined {
  const active = conditionOf(autoscaler, 'ScalingActive');
  return active?.status === 'False' ? `${active.reason}: ${active.message}` : undefined;
}
