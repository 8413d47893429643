import type { KubeObject, Observed } from '@ameide/operator-kit';
import {
  databaseCertificate,
  databaseVariables,
  environmentOf,
  JOB,
  type JobState,
  job,
  jobState,
  type PlatformSettings,
  type Primitive,
  shortDigest,
} from '@ameide/primitives/objects';
import type { DomainSpec } from './resource.ts';

/** The name of the one Job that migrates to this version of the schema with this image. */
export function migrationJobName({ metadata, spec }: Primitive<DomainSpec>): string | undefined {
  const migration = spec.database?.migration;
  if (migration === undefined) return undefined;
  const digest = spec.image.slice(spec.image.indexOf('@'));
  return `${metadata.name}-migrate-${shortDigest(`${migration.schemaVersion} ${digest}`)}`;
}

/** How far that Job is; `succeeded` where there is nothing to migrate. */
export function migrationState(domain: Primitive<DomainSpec>, observed: Observed): JobState {
  const name = migrationJobName(domain);
  return name === undefined ? 'succeeded' : jobState(observed.find({ ...JOB, name }));
}

/** The Job itself: the image's command as the owner of the schema. */
export function migrationJob(domain: Primitive<DomainSpec>, settings: PlatformSettings): KubeObject | undefined {
  const { database } = domain.spec;
  const name = migrationJobName(domain);
  if (database?.migration === undefined || name === undefined) return undefined;
  const { schemaVersion, command, retries, timeoutSeconds } = database.migration;
  const version = { name: 'SCHEMA_VERSION', value: schemaVersion };
  return job(domain, {
    name,
    retries,
    timeoutSeconds,
    pod: {
      part: 'migration',
      command,
      env: environmentOf(domain, settings, [...databaseVariables(domain, database, 'owner'), version]),
      volumes: [databaseCertificate(database)],
    },
  });
}
