import {
  conditionFalse,
  conditionTrue,
  conditionUnknown,
  findingOf,
  type Observed,
  progressing,
  stalled,
} from '@ameide/operator-kit';
import type { FindingOf, OutcomeOf } from '@ameide/operator-kit/schema';
import { labelText, podLabels, rolloutFields, rolloutOutcome } from '@ameide/primitives/objects';
import { definitionFinding } from './definition.ts';
import { currentVersion, isKnown, neededVersions, strandedVersions } from './drain.ts';
import type { ProcessFacts } from './facts.ts';
import { type Looks, requeueAfterMs } from './looks.ts';
import type { View } from './ports.ts';
import type { Process, processKind } from './resource.ts';
import { rollOutObstacle, temporalObstacle } from './roll-out.ts';
import { versionOf, workerDeploymentOf } from './version.ts';
import { workerDeployment, workers } from './workers.ts';

type Found<Type extends keyof (typeof processKind)['conditions']> = FindingOf<typeof processKind, Type>;
type ProcessOutcome = OutcomeOf<typeof processKind>;

/** How a Process is, after everything that should be there has been applied. */
export function status(process: Process, observed: Observed<ProcessFacts>, looks: Looks): ProcessOutcome {
  const current = lastKnownCurrent(process, observed.facts);
  const needed = neededVersions(process, observed);
  const draining = needed.filter((version) => version !== current);
  const serving = current !== undefined && needed.includes(current) ? current : versionOf(process);
  const conditions = {
    DefinitionFound: definitionFinding(process, observed),
    TemporalReady: temporalFinding(process, observed.facts),
    VersionCurrent: versionFinding(process, observed),
    Drained: drainFinding(process, observed, draining),
  };
  const outcome = phaseOf(process, observed, conditions.VersionCurrent);
  return {
    ...outcome,
    degraded: degradation(process, observed) ?? outcome.degraded,
    conditions,
    fields: {
      ...rolloutFields(process, workerDeployment(process, serving, observed)),
      selector: labelText(podLabels(process, 'server', serving)),
      ...(current !== undefined && { currentVersion: current }),
      ...(draining.length > 0 && { drainingVersions: draining }),
    },
    requeueAfterMs: requeueAfterMs(process, conditions, observed.facts.now, looks),
  };
}

/** While Temporal cannot be asked, what it said last counts: workers that serve are not called broken for that. */
function phaseOf(process: Process, observed: Observed<ProcessFacts>, found: Found<'VersionCurrent'>): ProcessOutcome {
  const version = versionOf(process);
  const live = workerDeployment(process, version, observed);
  const isCurrent = lastKnownCurrent(process, observed.facts) === version;
  const isUnsure = observed.facts.temporal.state === 'unreachable' && isCurrent;
  const obstacle =
    rollOutObstacle(process, observed) ?? (isUnsure ? undefined : temporalObstacle(process, observed.facts));
  if (obstacle) return obstacle;
  const rollout = rolloutOutcome(process, live);
  if (rollout.phase !== 'ready' || isCurrent || workers(process, observed) === 'none') return rollout;
  return process.spec.paused ? stalled('RolloutPaused', found.message) : progressing(found.message);
}

function degradation(process: Process, observed: Observed<ProcessFacts>): ProcessOutcome['degraded'] {
  const { temporal } = observed.facts;
  const stranded = strandedVersions(process, observed);
  if (stranded.length > 0) return { reason: 'WorkflowsStranded', message: strandedMessage(stranded) };
  if (temporal.state !== 'unreachable') return undefined;
  return { reason: 'TemporalUnreachable', message: `Temporal does not answer: ${temporal.message}` };
}

function temporalFinding(process: Process, facts: ProcessFacts): Found<'TemporalReady'> {
  const message = temporalObstacle(process, facts)?.message;
  return findingOf<View['state'], Found<'TemporalReady'>['reason']>(
    { state: facts.temporal.state, message },
    {
      found: ['True', 'NamespaceFound'],
      namespace_missing: ['False', 'NamespaceMissing'],
      refused: ['False', 'Refused'],
      unreachable: ['Unknown', 'Unreachable'],
    },
  );
}

function versionFinding(process: Process, observed: Observed<ProcessFacts>): Found<'VersionCurrent'> {
  const { facts } = observed;
  const version = versionOf(process);
  if (facts.temporal.state !== 'found') return conditionUnknown('Unknown');
  if (currentVersion(facts) === version) return conditionTrue('Current');
  if (facts.notCurrent?.state === 'refused') {
    return conditionFalse(
      'Refused',
      `Temporal does not make version ${version} the current one: ${facts.notCurrent.message}`,
    );
  }
  if (process.spec.paused)
    return conditionFalse('Paused', `\`paused\` is set, so version ${version} does not become the current one.`);
  switch (workers(process, observed)) {
    case 'missing':
      return conditionFalse('RollingOut', `The workers of version ${version} are not all there yet.`);
    case 'none':
      return conditionFalse('NotPolling', `Version ${version} is to have no workers.`);
    case 'there':
      if (isKnown(process, facts))
        return conditionFalse('RollingOut', `Version ${version} is about to become the current one.`);
      return conditionFalse('NotPolling', notPolling(process));
  }
}

function notPolling(process: Process): string {
  return `Temporal has not heard of version ${versionOf(process)} of ${workerDeploymentOf(process)}: its workers have to poll with TEMPORAL_DEPLOYMENT_NAME and TEMPORAL_WORKER_BUILD_ID, worker versioning being on.`;
}

function drainFinding(
  process: Process,
  observed: Observed<ProcessFacts>,
  draining: readonly string[],
): Found<'Drained'> {
  if (observed.facts.temporal.state !== 'found') return conditionUnknown('Unknown');
  const stranded = strandedVersions(process, observed);
  if (stranded.length > 0) return conditionFalse('TimedOut', strandedMessage(stranded));
  if (draining.length === 0) return conditionTrue('Drained');
  return conditionFalse('Draining', `Workflows need ${draining.join(', ')}.`);
}

function strandedMessage(versions: readonly string[]): string {
  return `Workflows need ${versions.join(', ')}, which has no workers any more: reset or end them, or bring the version back.`;
}

function lastKnownCurrent({ status: before }: Process, facts: ProcessFacts): string | undefined {
  return facts.temporal.state === 'found' ? currentVersion(facts) : before?.currentVersion;
}
