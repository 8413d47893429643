import type { V1Container, V1PodTemplateSpec, V1Volume, V1VolumeMount } from '@kubernetes/client-node';
import type { ResourceClass } from '../fields/scaling.ts';
import { METRICS_PORT, type WorkloadFields } from '../fields/workload.ts';
import { type Part, type Primitive, partLabels, partName, podLabels } from './identity.ts';
import { resourcesOf } from './resource-classes.ts';

/** What a pod of a primitive has beside what all have. */
export interface PodOptions {
  /** `server` unless told. */
  readonly part?: Part;
  /** Where several versions run side by side: each has a Deployment of its own. */
  readonly version?: string;
  /** The spec's own unless told. */
  readonly resources?: ResourceClass;
  readonly env: V1Container['env'];
  /** Where it listens; without it there are neither ports nor probes, as in a Job. */
  readonly port?: number;
  readonly command?: readonly string[];
  readonly volumes?: readonly PodVolume[];
  /** What ends before it starts. */
  readonly initContainers?: readonly InitContainer[];
  readonly annotations?: Readonly<Record<string, string>>;
  /** `Always` unless told. */
  readonly restartPolicy?: 'Never';
}

/** Files of a pod. */
export interface PodVolume {
  /** The folder in which they are; without it, they are for init containers only. */
  readonly mountPath?: string;
  readonly volume: V1Volume;
}

/** What prepares a pod, with no more rights than the pod's own container. */
export type InitContainer = Required<Pick<V1Container, 'env' | 'image' | 'name' | 'volumeMounts'>>;

/** A pod that runs the primitive's image, by the restricted Pod Security Standard: no root, no rights, nothing to write to. */
export function podTemplate(primitive: Primitive<WorkloadFields>, options: PodOptions): V1PodTemplateSpec {
  const { spec } = primitive;
  const {
    part,
    version,
    resources = spec.resources,
    env,
    port,
    command,
    volumes = [],
    initContainers,
    annotations,
    restartPolicy,
  } = options;
  return {
    metadata: {
      labels: { ...partLabels(primitive), ...podLabels(primitive, part, version) },
      ...(annotations && { annotations: { ...annotations } }),
    },
    spec: {
      serviceAccountName: partName(primitive),
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 60,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      ...(restartPolicy && { restartPolicy }),
      ...(spec.pullSecrets && { imagePullSecrets: spec.pullSecrets.map((name) => ({ name })) }),
      ...(initContainers && {
        initContainers: initContainers.map((each) => ({
          ...each,
          resources: resourcesOf(resources),
          securityContext: NO_RIGHTS,
        })),
      }),
      containers: [
        {
          name: 'main',
          image: spec.image,
          ...(command && { command: [...command] }),
          ...(env && { env }),
          ...(port !== undefined && listening(port)),
          resources: resourcesOf(resources),
          securityContext: NO_RIGHTS,
          volumeMounts: [
            { name: 'tmp', mountPath: '/tmp' },
            ...volumes.flatMap(({ mountPath, volume }): V1VolumeMount[] => {
              return mountPath === undefined ? [] : [{ name: volume.name, mountPath, readOnly: true }];
            }),
          ],
        },
      ],
      volumes: [{ name: 'tmp', emptyDir: {} }, ...volumes.map(({ volume }) => volume)],
      ...(port !== undefined && { topologySpreadConstraints: [spread(podLabels(primitive, part, version))] }),
    },
  };
}

const NO_RIGHTS = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

function listening(port: number): Pick<V1Container, 'livenessProbe' | 'ports' | 'readinessProbe' | 'startupProbe'> {
  const probe = (path: string) => ({ httpGet: { path, port: 'http' }, timeoutSeconds: 5 });
  return {
    ports: [
      { name: 'http', containerPort: port, protocol: 'TCP' },
      { name: 'metrics', containerPort: METRICS_PORT, protocol: 'TCP' },
    ],
    // Two minutes to start; afterwards a replica that cannot serve is left out at once and restarted only when it is dead.
    startupProbe: { ...probe('/healthz'), periodSeconds: 2, failureThreshold: 60 },
    livenessProbe: { ...probe('/healthz'), periodSeconds: 10, failureThreshold: 3 },
    readinessProbe: { ...probe('/readyz'), periodSeconds: 5, failureThreshold: 2 },
  };
}

function spread(labels: Readonly<Record<string, string>>) {
  return {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: { ...labels } },
  };
}
