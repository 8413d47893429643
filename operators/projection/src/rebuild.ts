import { isDeepStrictEqual } from 'node:util';
import type { KubeObject, Observed, StoredObject } from '@ameide/operator-kit';
import { JOB, job, jobState, shortDigest } from '@ameide/primitives/objects';
import { jobPod } from './pods.ts';
import type { Projection } from './resource.ts';
import type { ProjectionSettings } from './settings.ts';

/** Asks for a rebuild; on a Job, what it was made for. */
export const REBUILD = 'ameide.io/rebuild';
const LONGEST = 256;

/** The last build that succeeded. */
export interface Build {
  /** Undefined for the first build, if nobody asked for it by a value. */
  readonly rebuild?: string;
  /** When it was done, RFC 3339. */
  readonly rebuiltAt: string;
}

/** A build that is asked for and not done, or goes on. Never are there two at once: a newer one waits. */
export interface OpenBuild {
  readonly state: 'absent' | 'failed' | 'running' | 'waiting';
  /** The Job that builds, has failed, is to end or to go before, or is to be made. */
  readonly job: string;
}

/**
 * The last build, by the Job that is its record or else by what the status remembers; undefined before the first. Of two in
 * one second, the one that is asked for.
 */
export function lastBuild(projection: Projection, observed: Observed): Build | undefined {
  const remembered = rememberedBuild(projection);
  const builds = [...(remembered ? [remembered] : []), ...records(observed).map(({ build }) => build)];
  const asked = askedValue(projection);
  return builds.reduce<Build | undefined>((last, each) => {
    const isLast = isNewer(each, last) || (!isNewer(last!, each) && each.rebuild === asked);
    return isLast ? each : last;
  }, undefined);
}

/** Jobs that succeeded, as long as the status does not remember them. */
export function newRecords(projection: Projection, observed: Observed): readonly string[] {
  const remembered = rememberedBuild(projection);
  return records(observed).flatMap(({ job, build }) => (isNewer(build, remembered) ? [job] : []));
}

/** The Job of the last build, if it is still there: what went before needs no record. */
export function lastRecords(projection: Projection, observed: Observed): readonly string[] {
  const last = lastBuild(projection, observed);
  return records(observed).flatMap(({ job, build }) => (isDeepStrictEqual(build, last) ? [job] : []));
}

function rememberedBuild({ status }: Projection): Build | undefined {
  const { rebuild, rebuiltAt } = status ?? {};
  return rebuiltAt === undefined ? undefined : { rebuiltAt, ...(rebuild !== undefined && { rebuild }) };
}

function records(observed: Observed): readonly { readonly job: string; readonly build: Build }[] {
  return jobsOf(observed).flatMap((each) => {
    if (jobState(each) !== 'succeeded') return [];
    const { name, annotations } = each.metadata;
    const { completionTime: rebuiltAt } = each.status as { completionTime: string };
    const rebuild = annotations?.[REBUILD];
    return [{ job: name, build: { rebuiltAt, ...(rebuild !== undefined && { rebuild }) } }];
  });
}

function isNewer(build: Build, than: Build | undefined): boolean {
  return than === undefined || Date.parse(build.rebuiltAt) > Date.parse(than.rebuiltAt);
}

/**
 * The build that is not done; undefined if there is none. The first build is asked for by nobody. A Job that failed is left
 * as it is until it is deleted, another value is asked for, or another image brought.
 */
export function openBuild(projection: Projection, observed: Observed): OpenBuild | undefined {
  const running = jobsOf(observed).find((each) => jobState(each) === 'running')?.metadata.name;
  if (!isAskedFor(projection, observed)) return running === undefined ? undefined : { state: 'running', job: running };
  const job = jobName(projection);
  if (running !== undefined && running !== job) return { state: 'waiting', job: running };
  const state = jobState(observed.find({ ...JOB, name: job }));
  return { state: state === 'succeeded' ? 'waiting' : state, job };
}

/** The Job that builds what is asked for now. */
export function rebuildJob(projection: Projection, settings: ProjectionSettings): KubeObject {
  const { retries, timeoutSeconds } = projection.spec.rebuild;
  const value = askedValue(projection);
  const pod = jobPod(projection, settings, 'rebuild');
  const made = job(projection, { name: jobName(projection), retries, timeoutSeconds, pod });
  return value === undefined ? made : { ...made, metadata: { ...made.metadata, annotations: { [REBUILD]: value } } };
}

function isAskedFor(projection: Projection, observed: Observed): boolean {
  const last = lastBuild(projection, observed);
  const value = askedValue(projection);
  return last === undefined || (value !== undefined && value !== last.rebuild);
}

/** An empty value asks for nothing; of one that does not fit into the status its digest is taken. */
function askedValue({ metadata }: Projection): string | undefined {
  const value = metadata.annotations?.[REBUILD];
  if (value === undefined || value === '') return undefined;
  return value.length > LONGEST ? `sha256:${shortDigest(value)}` : value;
}

/** Another image is another attempt, since it may do right what the one before did not. */
function jobName(projection: Projection): string {
  const { image } = projection.spec;
  const attempt = `${askedValue(projection) ?? ''} ${image.slice(image.indexOf('@'))}`;
  return `${projection.metadata.name}-rebuild-${shortDigest(attempt)}`;
}

/** All Jobs that belong to a projection build it; those that refresh views belong to CronJobs. */
function jobsOf(observed: Observed): readonly StoredObject[] {
  return observed.owned(JOB);
}
