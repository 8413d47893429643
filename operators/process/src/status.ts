import type { CustomObject, Finding, Observed, Outcome } from '@ameide/operator-kit';
import {
  labelText,
  pausedFinding,
  pausedOutcome,
  podLabels,
  rolloutFields,
  rolloutOutcome,
} from '@ameide/primitives/objects';
import { definitionFinding } from './definition.ts';
import { currentVersion, isKnown, neededVersions, strandedVersions } from './drain.ts';
import type { ProcessFacts } from './facts.ts';
import { type Looks, requeueAfterMs } from './looks.ts';
import type { ProcessSpec, ProcessStatus, processKind } from './resource.ts';
import { rollOutObstacle, temporalObstacle } from './roll-out.ts';
import { versionOf, workerDeploymentOf } from './version.ts';
import { workerDeployment, workers } from './workers.ts';

type Conditions = (typeof processKind)['conditions'];
type Found<Type extends keyof Conditions> = Finding<keyof Conditions[Type] & string>;
type Process = CustomObject<ProcessSpec, ProcessStatus>;
export type ProcessOutcome = Outcome<Conditions, ProcessStatus>;

/** How a Process is, after everything that should be there has been applied. */
export function status(process: Process, observed: Observed<ProcessFacts>, looks: Looks): ProcessOutcome {
  const current = lastKnownCurrent(process, observed.facts);
  const needed = neededVersions(process, observed);
  const draining = needed.filter((version) => version !== current);
  const serving = current !== undefined && needed.includes(current) ? current : versionOf(process);
  const conditions = {
    RolloutPaused: pausedFinding(process),
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
    pausedOutcome(process, observed) ??
    rollOutObstacle(process, observed) ??
    (isUnsure ? undefined : temporalObstacle(process, observed.facts));
  if (obstacle) return obstacle;
  const rollout = rolloutOutcome(process, live);
  if (rollout.phase !== 'ready' || isCurrent || workers(process, observed) === 'none') return rollout;
  if (process.spec.paused) return { phase: 'stalled', reason: 'RolloutPaused', message: found.message };
  return { phase: 'progressing', message: found.message };
}

function degradation(process: Process, observed: Observed<ProcessFacts>): ProcessOutcome['degraded'] {
  const { temporal } = observed.facts;
  const stranded = strandedVersions(process, observed);
  if (stranded.length > 0) return { reason: 'WorkflowsStranded', message: strandedMessage(stranded) };
  if (temporal.state !== 'unreachable') return undefined;
  return { reason: 'TemporalUnreachable', message: `Temporal does not answer: ${temporal.message}` };
}

function temporalFinding(process: Process, facts: ProcessFacts): Found<'TemporalReady'> {
  const message = temporalObstacle(process, facts)?.message ?? '';
  switch (facts.temporal.state) {
    case 'found':
      return { status: 'True', reason: 'NamespaceFound', message };
    case 'namespace_missing':
      return { status: 'False', reason: 'NamespaceMissing', message };
    case 'refused':
      return { status: 'False', reason: 'Refused', message };
    case 'unreachable':
      return { status: 'Unknown', reason: 'Unreachable', message };
  }
}

function versionFinding(process: Process, observed: Observed<ProcessFacts>): Found<'VersionCurrent'> {
  const { facts } = observed;
  const version = versionOf(process);
  const not = (reason: Found<'VersionCurrent'>['reason'], message: string) =>
    ({ status: 'False', reason, message }) as const;
  if (facts.temporal.state !== 'found') return { status: 'Unknown', reason: 'Unknown', message: '' };
  if (currentVersion(facts) === version) return { status: 'True', reason: 'Current', message: '' };
  if (facts.notCurrent?.state === 'refused') {
    return not('Refused', `Temporal does not make version ${version} the current one: ${facts.notCurrent.message}`);
  }
  if (process.spec.paused)
    return not('Paused', `\`paused\` is set, so version ${version} does not become the current one.`);
  switch (workers(process, observed)) {
    case 'missing':
      return not('RollingOut', `The workers of version ${version} are not all there yet.`);
    case 'none':
      return not('NotPolling', `Version ${version} is to have no workers.`);
    case 'there':
      if (isKnown(process, facts)) return not('RollingOut', `Version ${version} is about to become the current one.`);
      return not('NotPolling', notPolling(process));
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
  if (observed.facts.temporal.state !== 'found') return { status: 'Unknown', reason: 'Unknown', message: '' };
  const stranded = strandedVersions(process, observed);
  if (stranded.length > 0) return { status: 'False', reason: 'TimedOut', message: strandedMessage(stranded) };
  if (draining.length === 0) return { status: 'True', reason: 'Drained', message: '' };
  return { status: 'False', reason: 'Draining', message: `Workflows need ${draining.join(', ')}.` };
}

function strandedMessage(versions: readonly string[]): string {
  return `Workflows need ${versions.join(', ')}, which has no workers any more: reset or end them, or bring the version back.`;
}

function lastKnownCurrent({ status: before }: Process, facts: ProcessFacts): string | undefined {
  return facts.temporal.state === 'found' ? currentVersion(facts) : before?.currentVersion;
}
