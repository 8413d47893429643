import type { Observed, StoredObject } from '@ameide/operator-kit';
import { DEPLOYMENT, VERSION_LABEL } from '@ameide/primitives/objects';
import type { ProcessFacts } from './facts.ts';
import type { KnownVersion } from './ports.ts';
import type { Process, ProcessStatus } from './resource.ts';
import { versionOf } from './version.ts';

/** The version that an object belongs to, or undefined if it is of all. */
export function versionOfObject({ metadata }: StoredObject): string | undefined {
  return metadata.labels?.[VERSION_LABEL];
}

/** Versions that have workers and are not the spec's, and are to keep them. */
export function neededVersions(process: Process, observed: Observed<ProcessFacts>): readonly string[] {
  const wanted = versionOf(process);
  const versions = observed.owned(DEPLOYMENT).flatMap((object) => versionOfObject(object) ?? []);
  return versions.filter((version) => version !== wanted && isNeeded(version, process, observed.facts)).sort();
}

/** Older versions that workflows need, and for which nothing runs any more. */
export function strandedVersions(process: Process, observed: Observed<ProcessFacts>): readonly string[] {
  const running = new Set([versionOf(process), ...neededVersions(process, observed)]);
  const drainingInTemporal = known(observed.facts).filter(({ state }) => state === 'draining');
  return drainingInTemporal.flatMap(({ version }) => (running.has(version) ? [] : version)).sort();
}

/** The version that new workflows begin on; undefined if there is none or Temporal cannot be asked. */
export function currentVersion(facts: ProcessFacts): string | undefined {
  return known(facts).find(({ state }) => state === 'current')?.version;
}

/** True if Temporal has heard of workers of the spec's version. */
export function isKnown(process: Process, facts: ProcessFacts): boolean {
  const wanted = versionOf(process);
  return known(facts).some(({ version }) => version === wanted);
}

/**
 * Workers may go when Temporal says that no workflow needs them, or never gave them one. While it cannot be asked, they stay.
 * It says late that a version is in use: what was is known from the status, and stays until it has drained.
 */
function isNeeded(version: string, process: Process, facts: ProcessFacts): boolean {
  const { spec } = process;
  if (facts.temporal.state !== 'found') return true;
  const found = known(facts).find((each) => each.version === version);
  switch (found?.state) {
    case 'current':
    case 'ramping':
      return true;
    case 'draining':
      return !isOverdue(found, spec.drain.timeoutSeconds, facts.now);
    case 'inactive':
      return wasInUse(version, process);
    case 'drained':
    case undefined:
      return false;
  }
}

function wasInUse(version: string, { status }: Process): boolean {
  const { currentVersion: current, drainingVersions = [] } = (status ?? {}) as ProcessStatus;
  return version === current || drainingVersions.includes(version);
}

function isOverdue({ deactivatedAt }: KnownVersion, timeoutSeconds: number, now: number): boolean {
  return timeoutSeconds > 0 && deactivatedAt !== undefined && now - deactivatedAt > timeoutSeconds * 1000;
}

function known({ temporal }: ProcessFacts): readonly KnownVersion[] {
  return temporal.state === 'found' ? temporal.deployment.versions : [];
}
