import { conditionFalse, conditionTrue, type Observed, progressing, stalled } from '@ameide/operator-kit';
import type { FindingOf, OutcomeOf } from '@ameide/operator-kit/schema';
import {
  type DatabaseState,
  databaseFinding,
  databaseOutcome,
  databaseState,
  deploymentOf,
  JOB,
  jobFailure,
  rolloutOutcome,
} from '@ameide/primitives/objects';
import { currentJob, deadlineOf, type Migration, migrationOf, runningJob } from './migration.ts';
import type { Domain, domain as kind } from './resource.ts';
import { schemaHistory } from './schema-history.ts';

/** How a Domain is, after everything that should be there has been applied. */
export function status(domain: Domain, observed: Observed): OutcomeOf<typeof kind> {
  const { spec } = domain;
  const database = spec.database && databaseState(domain, spec.database, observed);
  const migration = migrationOf(domain, observed);
  const job = currentJob(domain, observed, migration);
  return {
    ...(obstacle(domain, database, migration, observed) ?? rolloutOutcome(domain, deploymentOf(domain, observed))),
    conditions: {
      DatabaseReady: database ? databaseFinding(database) : conditionTrue('NotAsked'),
      Migrated: migrationFinding(domain, migration, database, observed),
    },
    fields: { ...schemaHistory(domain, observed), ...(job !== undefined && { migrationJob: job }) },
  };
}

/** What the roll-out waits for, if anything. */
function obstacle(domain: Domain, database: DatabaseState | undefined, migration: Migration, observed: Observed) {
  const waiting = database && databaseOutcome(database);
  if (waiting) return waiting;
  switch (migration.state) {
    case 'not_asked':
    case 'done':
    case 'behind':
      return undefined;
    case 'failed':
      return stalled('MigrationFailed', failure(domain, migration.job, observed));
    case 'waiting':
      return progressing(waitingFor(migration.until, observed));
    case 'changed':
      return progressing(again(migration.job));
    case 'absent':
    case 'running':
      return progressing(`Job ${migration.job} migrates the schema.${limitOf(migration.job, observed)}`);
  }
}

function failure({ metadata: { namespace } }: Domain, job: string, observed: Pick<Observed, 'find'>): string {
  const cause = jobFailure(observed.find({ ...JOB, name: job }));
  const why = `\`kubectl logs -n ${namespace} job/${job}\` says why`;
  return `Job ${job} failed${cause === undefined ? '' : ` (${cause})`}: ${why}. It is tried again with another image, schemaVersion, command, limit or env, or after \`kubectl delete -n ${namespace} job/${job}\`.`;
}

function again(job: string): string {
  return `Job ${job} failed, and the spec wants the migration done otherwise now: it begins anew.`;
}

function waitingFor(job: string, observed: Pick<Observed, 'find'>): string {
  return `No two migrations go on at once: Job ${job} has to end first.${limitOf(job, observed)}`;
}

/** How long it may take at most, once it has begun. */
function limitOf(job: string, observed: Pick<Observed, 'find'>): string {
  const deadline = deadlineOf(observed.find({ ...JOB, name: job }));
  if (deadline === undefined) return '';
  const at = new Date(deadline).toISOString().replace('.000Z', 'Z');
  return ` It is stopped if it has not ended at ${at}: \`database.migration.timeoutSeconds\` after its start, also when that is changed.`;
}

function migrationFinding(
  domain: Domain,
  migration: Migration,
  database: DatabaseState | undefined,
  observed: Observed,
): FindingOf<typeof kind, 'Migrated'> {
  const running = runningJob(observed);
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
      return conditionFalse('MigrationFailed', failure(domain, migration.job, observed));
    case 'waiting':
      return conditionFalse('Waiting', waitingFor(migration.until, observed));
    case 'changed':
      return conditionFalse('Waiting', again(migration.job));
    case 'absent': {
      const isDue = database?.state === 'applied';
      return conditionFalse(
        'Pending',
        isDue ? 'The Job comes when `paused` is taken back.' : 'The database comes first.',
      );
    }
    case 'running':
      return conditionFalse('Migrating', `Job ${migration.job} is not done.${limitOf(migration.job, observed)}`);
  }
}

function unasked(running: string | undefined): string {
  return running === undefined ? '' : ` Job ${running}, which an earlier spec asked for, goes on.`;
}
