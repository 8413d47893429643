import type { CustomObject, Finding, Observed, Outcome, StoredObject } from '@ameide/operator-kit';
import {
  CRON_JOB,
  cronJobState,
  DEPLOYMENT,
  partName,
  pausedFinding,
  pausedOutcome,
  rolloutFields,
  rolloutOutcome,
  routedOutcome,
  routeFinding,
  routeState,
  urlOf,
} from '@ameide/primitives/objects';
import type { V1DeploymentStatus } from '@kubernetes/client-node';
import { type Drift, driftFinding } from './drift.ts';
import type { IntegrationFacts } from './facts.ts';
import { runName } from './pods.ts';
import type { IntegrationSpec, IntegrationStatus, integration as kind } from './resource.ts';
import { isRolledOut, revisionOf } from './revision.ts';
import type { IntegrationSettings } from './settings.ts';

type Conditions = (typeof kind)['conditions'];
type Integration = CustomObject<IntegrationSpec, IntegrationStatus>;
type Found<Type extends keyof Conditions> = Finding<keyof Conditions[Type] & string>;
export type IntegrationOutcome = Outcome<Conditions, IntegrationStatus>;

/** What is not as it should be is looked at again after so many ms, if the spec does not have it more often. */
const SOON_MS = 30_000;

/** How an Integration is, after everything that should be there has been applied. */
export function status(
  integration: Integration,
  observed: Observed<IntegrationFacts>,
  settings: IntegrationSettings,
): IntegrationOutcome {
  const { spec } = integration;
  const live = observed.find({ ...DEPLOYMENT, name: partName(integration) });
  const { source } = observed.facts;
  const isServing = source.state === 'known' && isRolledOut(integration, source.revision, observed);
  // What was found before a change was applied says nothing of what there is after it.
  const drift: Drift = isServing ? observed.facts.drift : { state: 'not_asked' };
  const route = spec.webhook && routeState(integration, spec.webhook, settings, observed);
  const rollout = suspended(integration, rolloutOutcome(integration, live), live);
  const outcome: Outcome<Conditions> =
    pausedOutcome(integration, observed) ??
    obstacle(integration, observed.facts) ??
    (route ? routedOutcome(rollout, route) : rollout);
  const repairedAt = drift.state === 'repaired' ? drift.at : integration.status?.repairedAt;
  const revision = revisionOf(live);
  return {
    ...outcome,
    degraded: outcome.degraded ?? degradation(drift) ?? failedRun(integration, observed),
    conditions: {
      RolloutPaused: pausedFinding(integration),
      SourceReady: sourceFinding(integration, observed.facts, isServing),
      ParametersReady: parametersFinding(integration, observed.facts),
      InSync: driftFinding(drift),
      Suspended: spec.suspend
        ? { status: 'True', reason: 'SuspendedBySpec', message: 'Take `suspend` back to go on.' }
        : { status: 'False', reason: 'NotSuspended', message: '' },
      RouteAccepted: route ? routeFinding(route) : { status: 'True', reason: 'NotAsked', message: '' },
    },
    fields: {
      ...rolloutFields(integration, live),
      ...(revision !== undefined && { revision }),
      ...(spec.webhook && { url: urlOf(spec.webhook) }),
      ...(repairedAt !== undefined && { repairedAt }),
    },
    requeueAfterMs: requeueAfterMs(integration, drift),
  };
}

/** What the roll-out waits for, if anything; nothing that is suspended waits. */
function obstacle({ spec }: Integration, { source, secrets }: IntegrationFacts) {
  if (spec.suspend) return undefined;
  if (source.state === 'missing') return stalled('SourceMissing', source.message);
  if (source.state === 'refused') return stalled('SourceRefused', source.message);
  return secrets.state === 'missing' ? stalled('SecretMissing', secrets.message) : undefined;
}

function stalled<Reason extends keyof Conditions['Stalled']>(reason: Reason, message: string) {
  return { phase: 'stalled', reason, message } as const;
}

const SUSPENDED = { phase: 'ready', message: 'It is suspended.' } as const;

/** What is suspended and has no pods is as it should be, also where nothing could be made of its source. */
function suspended(
  { spec }: Integration,
  rollout: ReturnType<typeof rolloutOutcome>,
  live: StoredObject | undefined,
): ReturnType<typeof rolloutOutcome> {
  const isStopped = ((live?.status as V1DeploymentStatus | undefined)?.replicas ?? 0) === 0;
  return spec.suspend && (rollout.phase === 'ready' || isStopped) ? SUSPENDED : rollout;
}

function degradation(drift: Drift) {
  if (drift.state === 'drifted') return { reason: 'Drifted', message: drift.message } as const;
  return drift.state === 'unreachable'
    ? ({ reason: 'RuntimeUnreachable', message: drift.message } as const)
    : undefined;
}

function failedRun(integration: Integration, observed: Observed<IntegrationFacts>) {
  const failed = (integration.spec.schedules ?? [])
    .map(({ name }) => runName(integration, name))
    .filter((name) => cronJobState(observed.find({ ...CRON_JOB, name })) === 'failed');
  if (failed.length === 0) return undefined;
  return { reason: 'RunFailed', message: `The last run failed of CronJob ${failed.join(', ')}.` } as const;
}

function sourceFinding({ spec }: Integration, { source }: IntegrationFacts, isServing: boolean): Found<'SourceReady'> {
  switch (source.state) {
    case 'missing':
      return { status: 'False', reason: 'Missing', message: source.message };
    case 'refused':
      return { status: 'False', reason: 'Refused', message: source.message };
    case 'known':
      if (isServing) return { status: 'True', reason: 'Fetched', message: '' };
      if (spec.suspend || spec.replicas === 0) return { status: 'Unknown', reason: 'NotAsked', message: '' };
      return { status: 'Unknown', reason: 'Fetching', message: FETCHING };
  }
}

const FETCHING =
  'If that lasts, the events of the pods say why, and the log of their container `fetch` if it is from Git.';

function parametersFinding({ spec }: Integration, { secrets }: IntegrationFacts): Found<'ParametersReady'> {
  if (!spec.parameters?.length) return { status: 'True', reason: 'NotAsked', message: '' };
  if (secrets.state === 'missing') return { status: 'False', reason: 'SecretMissing', message: secrets.message };
  return { status: 'True', reason: 'Present', message: '' };
}

function requeueAfterMs({ spec }: Integration, { state }: Drift): number | undefined {
  const usual = spec.drift.checkSeconds * 1_000;
  switch (state) {
    case 'not_asked':
      return undefined;
    case 'in_sync':
    case 'repaired':
      return usual;
    case 'drifted':
    case 'unreachable':
      return Math.min(usual, SOON_MS);
  }
}
