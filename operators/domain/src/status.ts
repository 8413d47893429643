import type { Finding, Observed, Outcome } from '@ameide/operator-kit';
import {
  type DatabaseState,
  DEPLOYMENT,
  databaseFinding,
  databaseOutcome,
  databaseState,
  partName,
  pausedFinding,
  pausedOutcome,
  rolloutFields,
  rolloutOutcome,
} from '@ameide/primitives/objects';
import { currentJob, type Migration, migrationOf, runningJob } from './migration.ts';
import type { DomainObject, DomainStatus, domain as kind } from './resource.ts';
import { schemaHistory } from './schema-history.ts';

type Conditions = (typeof kind)['conditions'];
export type DomainOutcome = Outcome<Conditions, DomainStatus>;
type Found<Type extends keyof Conditions> = Finding<keyof Conditions[Type] & string>;

/** How a Domain is, after everything that should be there has been applied. */
export function status(domain: DomainObject, observed: Observed): DomainOutcome {
  const { spec } = domain;
  const live = observed.find({ ...DEPLOYMENT, name: partName(domain) });
  const database = spec.database && databaseState(domain, spec.database, observed);
  const migration = migrationOf(domain, observed);
  const job = currentJob(domain, observed, migration);
  return {
    ...(pausedOutcome(domain, observed) ?? obstacle(database, migration) ?? rolloutOutcome(domain, live)),
    conditions: {
      RolloutPaused: pausedFinding(domain),
      DatabaseReady: database ? databaseFinding(database) : NO_DATABASE,
      Migrated: migrationFinding(migration, database, runningJob(observed)),
    },
    fields: {
      ...rolloutFields(domain, live),
      ...schemaHistory(domain, observed),
      ...(job !== undefined && { migrationJob: job }),
    },
  };
}

const NO_DATABASE = { status: 'True', reason: 'NotAsked', message: '' } as const;

/** What the roll-out waits for, if anything. */
function obstacle(database: DatabaseState | undefined, migration: Migration) {
  const waiting = database && databaseOutcome(database);
  if (waiting) return waiting;
  switch (migration.state) {
    case 'not_asked':
    case 'done':
    case 'behind':
      return undefined;
    case 'failed':
      return { phase: 'stalled', reason: 'MigrationFailed', message: failure(migration.job) } as const;
    case 'waiting':
      return { phase: 'progressing', message: waitingFor(migration.until) } as const;
    case 'absent':
    case 'running':
      return { phase: 'progressing', message: `Job ${migration.job} migrates the schema.` } as const;
  }
}

function failure(job: string): string {
  return `Job ${job} failed: \`kubectl logs job/${job}\` says why. Delete the Job to try again, or bring another image or schemaVersion.`;
}

function waitingFor(job: string): string {
  return `No two migrations go on at once: Job ${job} has to end first.`;
}

function migrationFinding(
  migration: Migration,
  database: DatabaseState | undefined,
  running: string | undefined,
): Found<'Migrated'> {
  switch (migration.state) {
    case 'not_asked':
      return { status: 'True', reason: 'NotAsked', message: unasked(running) };
    case 'done':
      return { status: 'True', reason: 'Succeeded', message: `Job ${migration.job} succeeded.${unasked(running)}` };
    case 'behind': {
      const { asked, schemaVersion } = migration;
      const message = `The database is at ${schemaVersion}, newer than ${asked} that the spec asks for: nothing is migrated.${unasked(running)}`;
      return { status: 'True', reason: 'DatabaseNewer', message };
    }
    case 'failed':
      return { status: 'False', reason: 'MigrationFailed', message: failure(migration.job) };
    case 'waiting':
      return { status: 'False', reason: 'Waiting', message: waitingFor(migration.until) };
    case 'absent': {
      const isDue = database?.state === 'applied';
      const message = isDue ? 'The Job comes when `paused` is taken back.' : 'The database comes first.';
      return { status: 'False', reason: 'Pending', message };
    }
    case 'running':
      return { status: 'False', reason: 'Migrating', message: `Job ${migration.job} is not done.` };
  }
}

function unasked(running: string | undefined): string {
  return running === undefined ? '' : ` Job ${running}, which an earlier spec asked for, goes on.`;
}
