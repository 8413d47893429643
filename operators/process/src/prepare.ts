import type { ReconcileContext } from '@ameide/operator-kit';
import type { PlatformSettings } from '@ameide/primitives/objects';
import { findDefinition } from './definition.ts';
import { currentVersion, isKnown } from './drain.ts';
import type { ProcessFacts } from './facts.ts';
import type { DeploymentRecords, KnownVersion, Place, Temporal, View } from './ports.ts';
import { processRefusal } from './refusal.ts';
import type { Process, ProcessStatus } from './resource.ts';
import { versionOf, workerDeploymentOf } from './version.ts';
import { workers } from './workers.ts';

/** What it works with. */
export interface PrepareOptions {
  readonly settings: PlatformSettings;
  readonly temporal: Temporal;
  readonly records?: DeploymentRecords | undefined;
  readonly now: () => number;
}

/**
 * Looks where the definition is and what Temporal knows, and lets new workflows begin on the version of the spec as soon as
 * all its workers are there and Temporal has heard of them.
 */
export async function prepare(
  process: Process,
  { observed, read, check }: ReconcileContext,
  signal: AbortSignal,
  { settings, temporal, records, now }: PrepareOptions,
): Promise<ProcessFacts> {
  if (processRefusal(process, settings)) return { ...NOT_ASKED, now: now() };
  const place: Place = { namespace: process.spec.temporal.namespace, deployment: workerDeploymentOf(process) };
  const [definition, seen] = await Promise.all([findDefinition(process, read), temporal.look(place, signal)]);
  // Before this one tells Temporal anything about it.
  if (seen.state === 'found' && seen.deployment.versions.length > 0) await records?.keep(place, check, signal);
  const view = withKnown(seen, lastKnown(process));
  const facts = { definition, temporal: view, now: now() };
  if (view.state !== 'found' || !mayBecomeCurrent(process, observed, facts)) return facts;
  check();
  const notCurrent = await temporal.makeCurrent(place, versionOf(process), view.deployment.token, signal);
  if (notCurrent !== undefined) return { ...facts, notCurrent };
  const after = withKnown(await temporal.look(place, signal), view.deployment.versions);
  return { ...facts, temporal: asAnswered(after, versionOf(process), currentVersion(facts)), now: now() };
}

/** What Temporal said when it was last asked, as far as the status has it. */
function lastKnown({ status }: Process): readonly KnownVersion[] {
  const { currentVersion: current, drainingVersions = [] } = (status ?? {}) as ProcessStatus;
  const draining = drainingVersions.map((version): KnownVersion => ({ version, state: 'draining' }));
  return current === undefined ? draining : [{ version: current, state: 'current' }, ...draining];
}

/**
 * Temporal says for moments that it does not know a deployment that it has: then what it said before counts, so that nobody's
 * workers go. If it has really lost it, workers tell it of themselves again.
 */
function withKnown(view: View, known: readonly KnownVersion[]): View {
  if (view.state !== 'found' || view.deployment.versions.length > 0) return view;
  return { ...view, deployment: { ...view.deployment, versions: known } };
}

/**
 * Temporal tells of what it has just been told with a delay. Its answer counts: the version is current, and the one that it
 * has replaced drains, though it may look as if it never was in use.
 */
function asAnswered(view: View, current: string, replaced: string | undefined): View {
  if (view.state !== 'found') return view;
  const { versions, ...deployment } = view.deployment;
  const answered = versions.map((each): KnownVersion => {
    if (each.version === current) return { version: current, state: 'current' };
    const looksUnchanged = each.state === 'current' || each.state === 'inactive';
    return each.version === replaced && looksUnchanged ? { ...each, state: 'draining' } : each;
  });
  return { ...view, deployment: { ...deployment, versions: answered } };
}

function mayBecomeCurrent(process: Process, observed: ReconcileContext['observed'], facts: ProcessFacts): boolean {
  if (process.spec.paused || currentVersion(facts) === versionOf(process)) return false;
  return isKnown(process, facts) && workers(process, observed) === 'there';
}

const NOT_ASKED: Pick<ProcessFacts, 'definition' | 'temporal'> = {
  definition: { state: 'missing', message: '' },
  temporal: { state: 'unreachable', message: '' },
};
