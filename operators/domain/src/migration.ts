/*
 * A migration: the Job of a version of the schema and an image. Nothing is kept in mind: the states are read off the Jobs,
 * and off what the status remembers of those that are gone (schema-history.ts).
 *
 *   not_asked ── the spec asks for one ──┬── this image has done it ───────────────▶ done ────▶ the image is rolled out
 *                                        ├── the database is past that version ────▶ behind ──▶ the image is rolled out
 *                                        └── else ─────────────────────────────────▶ absent
 *
 *   absent  ── another Job runs ──────────────────────────────▶ waiting ── it has ended ──▶ absent
 *   absent  ── the database is ready: the Job is created ─────▶ running
 *   running ── Complete ──────────────────────────────────────▶ done
 *   running ── Failed: no retries, or no time, are left ──────▶ failed
 *   running ── another limit in the spec: the Job has it ─────▶ running
 *   failed  ── the Job is deleted, another version or image ──▶ absent
 *   failed  ── another command, limit or env ─────────────────▶ changed ── the failed Job is gone ──▶ absent
 *
 * A Job that runs is stopped by its limit alone, also where the spec does not ask for it any more. The spec can give it
 * another limit, so that one that hangs makes way, and one that needs longer gets it.
 */
import type { KubeObject, Observed, StoredObject } from '@ameide/operator-kit';
import {
  databaseCertificate,
  databaseVariables,
  environmentOf,
  JOB,
  job,
  jobState,
  type PlatformSettings,
  type PodOptions,
  shortDigest,
} from '@ameide/primitives/objects';
import type { V1JobSpec, V1JobStatus } from '@kubernetes/client-node';
import type { Domain } from './resource.ts';
import {
  digestOf,
  lastRecord,
  newRecords,
  SCHEMA_VERSION,
  type SchemaStep,
  schemaHistory,
  standingOf,
} from './schema-history.ts';

/** How far the migration is that the spec asks for. Never are there two at once: a newer one waits. */
export type Migration =
  | { readonly state: 'not_asked' }
  | { readonly state: 'absent' | 'done' | 'failed' | 'running'; readonly job: string }
  /** It failed, and the spec says by now that it is done otherwise: its Job goes, and comes anew. */
  | { readonly state: 'changed'; readonly job: string }
  /** `until` is the Job that has to end, or to go, before. */
  | { readonly state: 'waiting'; readonly job: string; readonly until: string }
  /** The database has left the version behind that the spec asks for. */
  | { readonly state: 'behind'; readonly asked: string; readonly schemaVersion: string };

export function migrationOf(domain: Domain, observed: Observed): Migration {
  const step = askedStep(domain);
  if (step === undefined) return { state: 'not_asked' };
  const history = schemaHistory(domain, observed);
  const standing = standingOf(step, history);
  if (standing === 'behind') {
    return { state: 'behind', asked: step.schemaVersion, schemaVersion: history.schemaVersion! };
  }
  const name = jobName(domain, step);
  if (standing === 'done') return { state: 'done', job: name };
  const before = observed.owned(JOB).find((each) => {
    const { name: other, deletionTimestamp } = each.metadata;
    return other === name ? deletionTimestamp !== undefined : isRunning(each);
  });
  if (before) return { state: 'waiting', job: name, until: before.metadata.name };
  const live = observed.find({ ...JOB, name });
  const state = jobState(live);
  const attempt = live?.metadata.annotations?.[ATTEMPT];
  if (state === 'failed' && attempt !== undefined && attempt !== attemptOf(domain))
    return { state: 'changed', job: name };
  return { state: state === 'succeeded' ? 'done' : state, job: name };
}

/** True if what runs may be what the spec says. */
export function isMigrated({ state }: Migration): boolean {
  return state === 'not_asked' || state === 'done' || state === 'behind';
}

/** A Job that goes on though the spec does not ask for it any more. */
export function runningJob(observed: Observed): string | undefined {
  return observed.owned(JOB).find(isRunning)?.metadata.name;
}

/** The Job that is told of: the one that matters now, or else the last that succeeded; undefined if it is not there. */
export function currentJob(domain: Domain, observed: Observed, migration: Migration): string | undefined {
  const name = isMigrated(migration) ? lastRecord(domain, observed)?.job : openJob(migration);
  return name !== undefined && observed.find({ ...JOB, name }) ? name : undefined;
}

/**
 * The Jobs that stay. One that runs is never stopped half-way; one that is over stays as the record of what was done until
 * there is a next one, and the status remembers what it did.
 */
export function keptJobs(domain: Domain, observed: Observed, migration: Migration): readonly string[] {
  const current = migration.state === 'changed' ? undefined : currentJob(domain, observed, migration);
  const running = observed.owned(JOB).filter(isRunning);
  return [
    ...running.map(({ metadata: { name } }) => name),
    ...newRecords(domain, observed).map((each) => each.job),
    ...(current === undefined ? [] : [current]),
  ];
}

/** The Job that migrates as the spec asks: the image's command as the owner of the schema. */
export function migrationJob(domain: Domain, settings: PlatformSettings): KubeObject | undefined {
  const { database } = domain.spec;
  const step = askedStep(domain);
  if (database?.migration === undefined || step === undefined) return undefined;
  const { command, retries, timeoutSeconds } = database.migration;
  const version = { name: SCHEMA_VERSION, value: step.schemaVersion };
  const pod: PodOptions = {
    part: 'migration',
    command,
    env: environmentOf(domain, settings, [...databaseVariables(domain, database, 'owner'), version]),
    volumes: [databaseCertificate(database)],
  };
  const { metadata, ...made } = job(domain, { name: jobName(domain, step), retries, timeoutSeconds, pod });
  return { ...made, metadata: { ...metadata, annotations: { ...metadata.annotations, [ATTEMPT]: attemptOf(domain) } } };
}

/** Jobs that run by another limit than the spec has by now, with that, counted from their start. */
export function relimitedJobs({ spec }: Domain, observed: Observed): readonly KubeObject[] {
  const limit = spec.database?.migration?.timeoutSeconds;
  if (limit === undefined) return [];
  return observed.owned(JOB).flatMap((live) => {
    const made = live.spec as V1JobSpec;
    const { name, labels, annotations, deletionTimestamp } = live.metadata;
    const stays = !isRunning(live) || deletionTimestamp !== undefined || made.activeDeadlineSeconds === limit;
    if (stays) return [];
    const metadata = { name, ...(labels && { labels }), ...(annotations && { annotations }) };
    // All the rest as it is: nothing else of a Job can be changed.
    return { ...JOB, metadata, spec: { ...made, activeDeadlineSeconds: limit } };
  });
}

/** Until when a Job may run, in ms since 1970; undefined while it has not begun. */
export function deadlineOf(live: StoredObject | undefined): number | undefined {
  const { startTime } = (live?.status ?? {}) as V1JobStatus;
  const limit = (live?.spec as V1JobSpec | undefined)?.activeDeadlineSeconds;
  return startTime && limit !== undefined ? Date.parse(String(startTime)) + limit * 1_000 : undefined;
}

/** Of a Job: how the spec wanted it done. */
const ATTEMPT = 'ameide.io/attempt';

function attemptOf({ spec: { database, env = [] } }: Domain): string {
  const { command, retries, timeoutSeconds } = database?.migration ?? {};
  return shortDigest(JSON.stringify([command, retries, timeoutSeconds, env]));
}

function askedStep({ spec }: Domain): SchemaStep | undefined {
  const migration = spec.database?.migration;
  return migration && { schemaVersion: migration.schemaVersion, digest: digestOf(spec.image) };
}

/** One for each version of the schema and image. */
function jobName({ metadata }: Domain, { schemaVersion, digest }: SchemaStep): string {
  return `${metadata.name}-migrate-${shortDigest(`${schemaVersion} @${digest}`)}`;
}

function openJob(migration: Migration): string | undefined {
  if (migration.state === 'waiting') return migration.until;
  return 'job' in migration ? migration.job : undefined;
}

function isRunning(live: StoredObject): boolean {
  return jobState(live) === 'running';
}
