import type { CustomObject, Finding, Observed, Outcome } from '@ameide/operator-kit';
import {
  type DatabaseState,
  DEPLOYMENT,
  databaseFinding,
  databaseOutcome,
  databaseState,
  type JobState,
  partName,
  pausedFinding,
  pausedOutcome,
  rolloutFields,
  rolloutOutcome,
} from '@ameide/primitives/objects';
import { migrationJobName, migrationState } from './migration.ts';
import type { DomainSpec, DomainStatus, domain as kind } from './resource.ts';

type Conditions = (typeof kind)['conditions'];
export type DomainOutcome = Outcome<Conditions, DomainStatus>;
type Found<Type extends keyof Conditions> = Finding<keyof Conditions[Type] & string>;

/** How a Domain is, after everything that should be there has been applied. */
export function status(domain: CustomObject<DomainSpec, DomainStatus>, observed: Observed): DomainOutcome {
  const { spec } = domain;
  const live = observed.find({ ...DEPLOYMENT, name: partName(domain) });
  const database = spec.database && databaseState(domain, spec.database, observed);
  const migration = migrationState(domain, observed);
  const job = migrationJobName(domain);
  const schemaVersion =
    migration === 'succeeded' ? spec.database?.migration?.schemaVersion : domain.status?.schemaVersion;
  return {
    ...(pausedOutcome(domain, observed) ?? obstacle(database, migration, job) ?? rolloutOutcome(domain, live)),
    conditions: {
      RolloutPaused: pausedFinding(domain),
      DatabaseReady: database ? databaseFinding(database) : NO_DATABASE,
      Migrated: migrationFinding(migration, job, database),
    },
    fields: {
      ...rolloutFields(domain, live),
      ...(schemaVersion !== undefined && { schemaVersion }),
      ...(job !== undefined && { migrationJob: job }),
    },
  };
}

const NO_DATABASE = { status: 'True', reason: 'NotAsked', message: '' } as const;

/** What the roll-out waits for, if anything. */
function obstacle(database: DatabaseState | undefined, migration: JobState, job: string | undefined) {
  const waiting = database && databaseOutcome(database);
  if (waiting) return waiting;
  if (migration === 'failed') return { phase: 'stalled', reason: 'MigrationFailed', message: failure(job) } as const;
  if (migration !== 'succeeded') return { phase: 'progressing', message: `Job ${job} migrates the schema.` } as const;
  return undefined;
}

function failure(job: string | undefined): string {
  return `Job ${job} failed: \`kubectl logs job/${job}\` says why. Delete the Job to try again, or bring another image or schemaVersion.`;
}

function migrationFinding(
  migration: JobState,
  job: string | undefined,
  database: DatabaseState | undefined,
): Found<'Migrated'> {
  if (job === undefined) return { status: 'True', reason: 'NotAsked', message: '' };
  if (migration === 'absent' && database?.state !== 'applied') {
    return { status: 'False', reason: 'Pending', message: 'The database comes first.' };
  }
  switch (migration) {
    case 'succeeded':
      return { status: 'True', reason: 'Succeeded', message: `Job ${job} succeeded.` };
    case 'failed':
      return { status: 'False', reason: 'MigrationFailed', message: failure(job) };
    case 'absent':
    case 'running':
      return { status: 'False', reason: 'Migrating', message: `Job ${job} is not done.` };
  }
}
