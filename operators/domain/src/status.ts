import { conditionFalse, conditionTrue, type Observed, progressing, stalled } from '@ameide/operator-kit';
import type { FindingOf, OutcomeOf } from '@ameide/operator-kit/schema';
import {
  type DatabaseState,
  databaseFinding,
  databaseOutcome,
  databaseState,
  deploymentOf,
  rolloutOutcome,
} from '@ameide/primitives/objects';
import { currentJob, type Migration, migrationOf, runningJob } from './migration.ts';
import type { Domain, domain as kind } from './resource.ts';
import { schemaHistory } from './schema-history.ts';

/** How a Domain is, after everything that should be there has been applied. */
export function status(domain: Domain, observed: Observed): OutcomeOf<typeof kind> {
  const { spec } = domain;
  const database = spec.database && databaseState(domain, spec.database, observed);
  const migration = migrationOf(domain, observed);
  const job = currentJob(domain, observed, migration);
  return {
    ...(obstacle(database, migration) ?? rolloutOutcome(domain, deploymentOf(domain, observed))),
    conditions: {
      DatabaseReady: database ? databaseFinding(database) : conditionTrue('NotAsked'),
      Migrated: migrationFinding(migration, database, runningJob(observed)),
    },
    fields: { ...schemaHistory(domain, observed), ...(job !== undefined && { migrationJob: job }) },
  };
}

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
      return stalled('MigrationFailed', failure(migration.job));
    case 'waiting':
      return progressing(waitingFor(migration.until));
    case 'absent':
    case 'running':
      return progressing(`Job ${migration.job} migrates the schema.`);
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
): FindingOf<typeof kind, 'Migrated'> {
  switch (migration.state) {
    case 'not_asked':
      return conditionTrue('NotAsked', unasked(running));
    case 'done':
      return conditionTrue('Succeeded', `Job ${migration.job} succeeded.${unasked(running)}`);
    case 'behind': {
      const { asked, schemaVersion } = migration;
      const message = `The database is at ${schemaVersion}, newer than ${asked} that the spec asks for: nothing is migrated.`;
      return conditionTrue('DatabaseNewer', `${message}${unasked(running)}`);
    }
    case 'failed':
      return conditionFalse('MigrationFailed', failure(migration.job));
    case 'waiting':
      return conditionFalse('Waiting', waitingFor(migration.until));
    case 'absent': {
      const isDue = database?.state === 'applied';
      return conditionFalse(
        'Pending',
        isDue ? 'The Job comes when `paused` is taken back.' : 'The database comes first.',
      );
    }
    case 'running':
      return conditionFalse('Migrating', `Job ${migration.job} is not done.`);
  }
}

function unasked(running: string | undefined): string {
  return running === undefined ? '' : ` Job ${running}, which an earlier spec asked for, goes on.`;
}
