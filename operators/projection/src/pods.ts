import type { Observed } from '@ameide/operator-kit';
import {
  credentialsVersion,
  type DatabaseRole,
  databaseCertificate,
  databaseVariables,
  environmentOf,
  type PodOptions,
} from '@ameide/primitives/objects';
import type { V1EnvVar } from '@kubernetes/client-node';
import type { Projection } from './resource.ts';
import type { ProjectionSettings } from './settings.ts';

/** What an image is asked to do: answer queries, follow events, build its tables, refresh one view. */
type Mode = 'consume' | 'query' | 'rebuild' | 'refresh';

/** Pods that answer queries. They and the consumers may not change the shape of the schema. */
export function queryPod(projection: Projection, settings: ProjectionSettings, observed: Observed): PodOptions {
  return { ...pod(projection, settings, 'query', 'app'), ...serving(projection, observed) };
}

/** Pods that follow the events. */
export function consumerPod(projection: Projection, settings: ProjectionSettings, observed: Observed): PodOptions {
  const { resources } = projection.spec.consumer;
  return {
    ...pod(projection, settings, 'consume', 'app'),
    ...serving(projection, observed),
    ...command(projection),
    part: 'consumer',
    resources,
  };
}

/** Pods that end: as the owner of the schema, which alone can make tables and refresh views. */
export function jobPod(
  projection: Projection,
  settings: ProjectionSettings,
  mode: 'rebuild' | 'refresh',
  variables: readonly V1EnvVar[] = [],
): PodOptions {
  const { resources } = projection.spec.consumer;
  return {
    ...pod(projection, settings, mode, 'owner', variables),
    ...command(projection),
    part: mode,
    resources,
  };
}

function pod(
  projection: Projection,
  settings: ProjectionSettings,
  mode: Mode,
  role: DatabaseRole,
  variables: readonly V1EnvVar[] = [],
): PodOptions {
  const { storage, port } = projection.spec;
  const { kafkaBrokers } = settings;
  return {
    env: environmentOf(projection, settings, [
      { name: 'PORT', value: String(port) },
      { name: 'PROJECTION_MODE', value: mode },
      { name: 'PROJECTION_SOURCES', value: JSON.stringify(sources(projection)) },
      ...(kafkaBrokers === undefined ? [] : [{ name: 'KAFKA_BROKERS', value: kafkaBrokers }]),
      ...databaseVariables(projection, storage, role),
      ...variables,
    ]),
    volumes: [databaseCertificate(storage)],
  };
}

function serving(projection: Projection, observed: Observed) {
  const { port } = projection.spec;
  return { port, annotations: { 'ameide.io/credentials': credentialsVersion(projection, 'app', observed) } };
}

function command({ spec }: Projection) {
  return spec.consumer.command && { command: spec.consumer.command };
}

function sources({ spec }: Projection) {
  return spec.sources.map(({ context, from }) => ({ context, topic: `ameide.${context}.events`, from }));
}
