import type { CustomObject, Surroundings } from '@ameide/operator-kit';
import type { PlatformSettings } from '@ameide/primitives/objects';
import { findDefinition } from './definition.ts';
import { currentVersion, isKnown } from './drain.ts';
import type { ProcessFacts } from './facts.ts';
import type { KnownVersion, Place, Temporal, View } from './ports.ts';
import { processRefusal } from './refusal.ts';
import type { ProcessSpec, ProcessStatus } from './resource.ts';
import { versionOf, workerDeploymentOf } from './version.ts';
import { workers } from './workers.ts';

/** What it works with. */
export interface PrepareOptions {
  readonly settings: PlatformSettings;
  readonly temporal: Temporal;
  readonly now: () => number;
}

/**
 * Looks where the definition is and what Temporal knows, and lets new workflows begin on the version of the spec as soon as
 * all its workers are there and Temporal has heard of them.
 */
export async function prepare(
  process: CustomObject<ProcessSpec, ProcessStatus>,
  { observed, read, check }: Surroundings,
  signal: AbortSignal,
  { settings, temporal, now }: PrepareOptions,
): Promise<ProcessFacts> {
  if (processRefusal(process, settings)) return { ...NOT_ASKED, now: now() };
  const place: Place = { namespace: process.spec.temporal.namespace, deployment: workerDeploymentOf(process) };
  const [definition, view] = await Promise.all([findDefinition(process, read), temporal.look(place, signal)]);
  const facts = { definition, temporal: view, now: now() };
  if (view.state !== 'found' || !mayBecomeCurrent(process, observed, facts)) return facts;
  check();
  const notCurrent = await temporal.makeCurrent(place, versionOf(process), view.deployment.token, signal);
  if (notCurrent !== undefined) return { ...facts, notCurrent };
  const after = await temporal.look(place, signal);
  return { ...facts, temporal: drainingNow(after, currentVersion(facts)), now: now() };
}

/** Temporal says late that a version is in use: the one that has just been replaced may look as if it never was. */
function drainingNow(view: View, replaced: string | undefined): View {
  if (view.state !== 'found') return view;
  const { versions, ...deployment } = view.deployment;
  const seen = versions.map((each): KnownVersion => {
    return each.version === replaced && each.state === 'inactive' ? { ...each, state: 'draining' } : each;
  });
  return { ...view, deployment: { ...deployment, versions: seen } };
}

function mayBecomeCurrent(
  process: CustomObject<ProcessSpec, ProcessStatus>,
  observed: Surroundings['observed'],
  facts: ProcessFacts,
): boolean {
  if (process.spec.paused || currentVersion(facts) === versionOf(process)) return false;
  return isKnown(process, facts) && workers(process, observed) === 'there';
}

const NOT_ASKED: Pick<ProcessFacts, 'definition' | 'temporal'> = {
  definition: { state: 'missing', message: '' },
  temporal: { state: 'unreachable', message: '' },
};
