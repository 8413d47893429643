import type { KubeObject, ObjectRef, Observed, StoredObject } from '@ameide/operator-kit';
import {
  AUTOSCALER,
  autoscalers,
  CONFIG_MAP,
  DEPLOYMENT,
  DISRUPTION_BUDGET,
  deployment,
  disruptionBudgets,
  environmentOf,
  type PlatformSettings,
  type PodOptions,
  partName,
  rolloutOutcome,
} from '@ameide/primitives/objects';
import type { TemporalAddress } from '@ameide/primitives/temporal';
import { definitionFiles } from './definition.ts';
import { versionOfObject } from './drain.ts';
import type { Process } from './resource.ts';
import { taskQueueOf, versionOf, workerDeploymentOf } from './version.ts';

/** Where workers answer `/healthz`, `/readyz` and, if the process has an API, its calls. */
const PORT = 8080;

/** What a version has of its own. */
const VERSION_PARTS = [CONFIG_MAP, DEPLOYMENT, AUTOSCALER, DISRUPTION_BUDGET];

/** The workers of the spec's version. */
export function workerObjects(
  process: Process,
  observed: Observed,
  settings: PlatformSettings,
  temporal: TemporalAddress,
): KubeObject[] {
  const { scaling } = process.spec;
  const version = versionOf(process);
  const pod = { ...workerPod(process, settings, temporal), port: PORT };
  return [
    deployment(process, scaling, pod, workerDeployment(process, version, observed)),
    ...autoscalers(process, scaling, version),
    ...disruptionBudgets(process, scaling, version),
  ];
}

/** A pod of the spec's version, with the variables that Temporal's own tools have for a worker. */
export function workerPod(process: Process, settings: PlatformSettings, temporal: TemporalAddress): PodOptions {
  const version = versionOf(process);
  const { variables, volume } = definitionFiles(process);
  const env = environmentOf(process, settings, [
    { name: 'PORT', value: String(PORT) },
    { name: 'TEMPORAL_ADDRESS', value: temporal.address },
    ...(temporal.tls ? [{ name: 'TEMPORAL_TLS', value: 'true' }] : []),
    { name: 'TEMPORAL_NAMESPACE', value: process.spec.temporal.namespace },
    { name: 'TEMPORAL_TASK_QUEUE', value: taskQueueOf(process) },
    { name: 'TEMPORAL_DEPLOYMENT_NAME', value: workerDeploymentOf(process) },
    { name: 'TEMPORAL_WORKER_BUILD_ID', value: version },
    ...variables,
  ]);
  return { version, env, volumes: [volume] };
}

/** The Deployment of a version, if it is there. */
export function workerDeployment(
  process: Process,
  version: string,
  observed: Observed<unknown>,
): StoredObject | undefined {
  return observed.find({ ...DEPLOYMENT, name: partName(process, 'server', version) });
}

/** How many of the spec's version's workers there are, of those that there should be. */
export function workers(process: Process, observed: Observed<unknown>): 'missing' | 'none' | 'there' {
  const live = workerDeployment(process, versionOf(process), observed);
  if (rolloutOutcome(process, live).phase !== 'ready') return 'missing';
  return (live?.spec as { readonly replicas?: number } | undefined)?.replicas === 0 ? 'none' : 'there';
}

/** References to everything that these versions have of their own. */
export function partsOfVersions(versions: readonly string[], observed: Observed<unknown>): ObjectRef[] {
  return VERSION_PARTS.flatMap((kind) =>
    observed.owned(kind).flatMap((object) => {
      const version = versionOfObject(object);
      const { name, namespace } = object.metadata;
      return version !== undefined && versions.includes(version) ? { ...kind, name, namespace } : [];
    }),
  );
}
