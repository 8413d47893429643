import type { KubeObject, Observed, StoredObject } from '@ameide/operator-kit';
import { cronJob, cronJobName, deployment, environmentOf, type PodOptions, urlOf } from '@ameide/primitives/objects';
import { FLOW_FOLDER, MANAGEMENT_PORT, PARAMETERS_FOLDER } from './contract.ts';
import { parameterVolumes, valuesVersion } from './parameters.ts';
import type { Integration } from './resource.ts';
import { REVISION } from './revision.ts';
import type { IntegrationSettings } from './settings.ts';
import { flowVolumes } from './source.ts';

/** What pods are made for: when it changes, they start again. */
export interface Inputs {
  readonly revision: string;
  /** Of the parameters' secrets. */
  readonly secretsVersion: string;
}

type Variables = Exclude<PodOptions['env'], undefined>;

/** The runtimes, none while it is suspended. */
export function runtimes(
  integration: Integration,
  inputs: Inputs,
  settings: IntegrationSettings,
  live: StoredObject | undefined,
): KubeObject {
  const { port, webhook } = integration.spec;
  const variables = [
    { name: 'PORT', value: String(port) },
    { name: 'FLOW_MANAGEMENT_PORT', value: String(MANAGEMENT_PORT) },
    ...(webhook ? [{ name: 'PUBLIC_URL', value: urlOf(webhook) }] : []),
  ];
  const pod = { port, ...flowPod(integration, inputs, settings, variables) };
  return deployment(integration, { replicas: replicasOf(integration) }, pod, live);
}

/** The schedules: the same image with the same files, told which run it is. */
export function runs(
  integration: Integration,
  observed: Pick<Observed, 'owned'>,
  inputs: Inputs,
  settings: IntegrationSettings,
): KubeObject[] {
  const { schedules = [], suspend } = integration.spec;
  return schedules.map(({ name, schedule, context, timeoutSeconds, retries }) => {
    const variables = [
      { name: 'FLOW_RUN', value: name },
      ...(context === undefined ? [] : [{ name: 'FLOW_CONTEXT', value: context }]),
    ];
    const pod = { part: 'run', ...flowPod(integration, inputs, settings, variables) } as const;
    const cronJobOf = runName(integration, name, observed);
    return cronJob(integration, { name: cronJobOf, schedule, suspend, timeoutSeconds, retries, pod });
  });
}

/** The name of a schedule's CronJob. */
export function runName(integration: Integration, run: string, observed: Pick<Observed, 'owned'>): string {
  return cronJobName(integration, { run, formerName: `${integration.metadata.name}-${run}` }, observed);
}

/** How many runtimes there are to be. */
export function replicasOf({ spec: { replicas, suspend } }: Integration): number {
  return suspend ? 0 : replicas;
}

function flowPod(
  integration: Integration,
  { revision, secretsVersion }: Inputs,
  settings: IntegrationSettings,
  variables: Variables,
): Pick<PodOptions, 'annotations' | 'env' | 'initContainers' | 'volumes'> {
  const { initContainers, volumes } = flowVolumes(integration, settings);
  return {
    env: environmentOf(integration, settings, [
      { name: 'FLOW_FOLDER', value: FLOW_FOLDER },
      { name: 'PARAMETERS_FOLDER', value: PARAMETERS_FOLDER },
      { name: REVISION, value: revision },
      ...variables,
    ]),
    volumes: [...volumes, ...parameterVolumes(integration)],
    ...(initContainers.length > 0 && { initContainers }),
    annotations: { 'ameide.io/parameters': valuesVersion(integration), 'ameide.io/credentials': secretsVersion },
  };
}
