import type { KubeObject, Observed, StoredObject } from '@ameide/operator-kit';
import type { V1DeploymentSpec } from '@kubernetes/client-node';
import type { Scaling } from '../fields/scaling.ts';
import type { WorkloadFields } from '../fields/workload.ts';
import { DEPLOYMENT } from './api-kinds.ts';
import { IMAGE, type Part, type Primitive, partName, partOf, podLabels } from './identity.ts';
import { type PodOptions, podTemplate } from './pod.ts';

type DeploymentObject = KubeObject<V1DeploymentSpec>;

/**
 * The Deployment of a primitive, or of that part of it which the pod is. A roll-out never takes a replica away before the
 * one that follows is ready.
 *
 * @param live the Deployment as it is, which says whether an autoscaler has taken its replicas over
 */
export function deployment(
  primitive: Primitive<WorkloadFields>,
  scaling: Pick<Scaling, 'autoscaling' | 'replicas'>,
  pod: PodOptions,
  live: StoredObject | undefined,
): DeploymentObject {
  const { replicas, autoscaling } = scaling;
  const leaveReplicas = autoscaling !== undefined && live !== undefined && isScaledByOthers(live);
  const { metadata, ...head } = partOf(primitive, DEPLOYMENT, partName(primitive, pod.part, pod.version), pod.version);
  return {
    ...head,
    metadata: { ...metadata, annotations: { [IMAGE]: primitive.spec.image } },
    spec: {
      ...(!leaveReplicas && { replicas: autoscaling && live ? currentReplicas(live, replicas) : replicas }),
      selector: { matchLabels: { ...podLabels(primitive, pod.part, pod.version) } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
      revisionHistoryLimit: 3,
      progressDeadlineSeconds: 300,
      template: podTemplate(primitive, pod),
    },
  };
}

/** The Deployment of a part as it is, if it is there. */
export function deploymentOf(
  primitive: Primitive,
  observed: Pick<Observed, 'find'>,
  part?: Part,
  version?: string,
): StoredObject | undefined {
  return observed.find({ ...DEPLOYMENT, name: partName(primitive, part, version) });
}

/**
 * A field that nobody owns any more falls back to its default, one replica. So with an autoscaler `replicas` is given
 * up only when the autoscaler, which writes it through the scale subresource, owns it too.
 */
function isScaledByOthers({ metadata }: StoredObject): boolean {
  return (metadata.managedFields ?? []).some(({ subresource, fieldsV1 }) => {
    return subresource === 'scale' && fieldsV1?.['f:spec']?.['f:replicas'] !== undefined;
  });
}

function currentReplicas(live: StoredObject, fallback: number): number {
  return (live.spec as V1DeploymentSpec | undefined)?.replicas ?? fallback;
}
