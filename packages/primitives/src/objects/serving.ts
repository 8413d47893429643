import type { KubeObject } from '@ameide/operator-kit';
import type {
  V1PodDisruptionBudgetSpec,
  V1ServiceSpec,
  V2HorizontalPodAutoscalerSpec,
  V2MetricSpec,
} from '@kubernetes/client-node';
import type { Scaling } from '../fields/scaling.ts';
import { METRICS_PORT } from '../fields/workload.ts';
import { AUTOSCALER, DEPLOYMENT, DISRUPTION_BUDGET, SERVICE, SERVICE_ACCOUNT, SERVICE_MONITOR } from './api-kinds.ts';
import { type Part, type Primitive, partName, partOf, podLabels, primitiveLabels } from './identity.ts';

/** An account without any rights: a workload has no business with the API server. */
export function serviceAccount(primitive: Primitive): KubeObject {
  return { ...partOf(primitive, SERVICE_ACCOUNT), automountServiceAccountToken: false };
}

/** The Service of a primitive: `http` on port 80 wherever the workload listens, and its metrics. */
export function service(primitive: Primitive): KubeObject<V1ServiceSpec> {
  return {
    ...partOf(primitive, SERVICE),
    spec: {
      type: 'ClusterIP',
      selector: { ...podLabels(primitive) },
      ports: [
        { name: 'http', port: 80, targetPort: 'http', protocol: 'TCP', appProtocol: 'http' },
        { name: 'metrics', port: METRICS_PORT, targetPort: 'metrics', protocol: 'TCP' },
      ],
    },
  };
}

/** Where Prometheus finds the metrics of a part that nobody calls. */
export function metricsService(primitive: Primitive, part: Part): KubeObject<V1ServiceSpec> {
  return {
    ...partOf(primitive, SERVICE, partName(primitive, part)),
    spec: {
      type: 'ClusterIP',
      clusterIP: 'None',
      selector: { ...podLabels(primitive, part) },
      ports: [{ name: 'metrics', port: METRICS_PORT, targetPort: 'metrics', protocol: 'TCP' }],
    },
  };
}

/** Between which numbers of replicas an autoscaler chooses. */
export type ReplicaRange = Pick<V2HorizontalPodAutoscalerSpec, 'maxReplicas' | 'minReplicas'>;

/** The autoscaler of the Deployment that serves, by a metric. */
export function autoscaler(
  primitive: Primitive,
  range: ReplicaRange,
  metric: V2MetricSpec,
  version?: string,
): KubeObject<V2HorizontalPodAutoscalerSpec> {
  const name = partName(primitive, 'server', version);
  const scaleTargetRef = { ...DEPLOYMENT, name };
  return { ...partOf(primitive, AUTOSCALER, name, version), spec: { scaleTargetRef, ...range, metrics: [metric] } };
}

/** The autoscaler by CPU, if the spec asks for one. */
export function autoscalers(primitive: Primitive, { replicas, autoscaling }: Scaling, version?: string): KubeObject[] {
  if (autoscaling === undefined) return [];
  const { maxReplicas, targetCpuPercent } = autoscaling;
  const target = { type: 'Utilization', averageUtilization: targetCpuPercent };
  const metric = { type: 'Resource', resource: { name: 'cpu', target } };
  return [autoscaler(primitive, { minReplicas: replicas, maxReplicas }, metric, version)];
}

/** The budget that keeps replicas up while nodes are drained; a single replica has none, or no node could be drained. */
export function disruptionBudgets(
  primitive: Primitive,
  { replicas, maxUnavailable }: Scaling,
  version?: string,
): KubeObject[] {
  if (replicas < 2) return [];
  const spec: V1PodDisruptionBudgetSpec = {
    maxUnavailable,
    selector: { matchLabels: { ...podLabels(primitive, 'server', version) } },
  };
  const name = partName(primitive, 'server', version);
  return [{ ...partOf(primitive, DISRUPTION_BUDGET, name, version), spec }];
}

/** Tells Prometheus to read the metrics behind every Service of the primitive. */
export function serviceMonitor(primitive: Primitive): KubeObject {
  return {
    ...partOf(primitive, SERVICE_MONITOR),
    spec: {
      selector: { matchLabels: { ...primitiveLabels(primitive) } },
      endpoints: [{ port: 'metrics', interval: '30s' }],
    },
  };
}
