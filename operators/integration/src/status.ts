import {
  conditionFalse,
  conditionTrue,
  conditionUnknown,
  type Observed,
  ready,
  type StoredObject,
  stalled,
} from '@ameide/operator-kit';
import type { FindingOf, OutcomeOf } from '@ameide/operator-kit/schema';
import {
  CRON_JOB,
  cronJobState,
  deploymentOf,
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
import type { Integration, integration as kind } from './resource.ts';
import { isRolledOut, revisionOf } from './revision.ts';
import type { IntegrationSettings } from './settings.ts';

type Found<Type extends keyof (typeof kind)['conditions']> = FindingOf<typeof kind, Type>;

/** After how many ms drift is looked for again where it was found, if the spec does not say sooner. */
const SOON_MS = 30_000;

/** How an Integration is, after everything that should be there has been applied. */
export function status(
  integration: Integration,
  observed: Observed<IntegrationFacts>,
  settings: IntegrationSettings,
): OutcomeOf<typeof kind> {
  const { spec } = integration;
  const { facts } = observed;
  const live = deploymentOf(integration, observed);
  const isServing = facts.source.state === 'known' && isRolledOut(integration, facts.source.revision, observed);
  // What was found before a change was applied says nothing of what there is after it.
  const drift: Drift = isServing ? facts.drift : { state: 'not_asked' };
  const route = spec.webhook && routeState(integration, spec.webhook, settings, observed);
  const rollout = suspended(integration, rolloutOutcome(integration, live), live);
  const outcome: OutcomeOf<typeof kind> =
    obstacle(integration, facts) ?? (route ? routedOutcome(rollout, route) : rollout);
  const repairedAt = drift.state === 'repaired' ? drift.at : integration.status?.repairedAt;
  const revision = revisionOf(live);
  return {
    ...outcome,
    degraded: outcome.degraded ?? degradation(drift) ?? failedRun(integration, observed),
    conditions: {
      SourceReady: sourceFinding(integration, facts, isServing),
      ParametersReady: parametersFinding(integration, facts),
      InSync: driftFinding(drift),
      Suspended: spec.suspend
        ? conditionTrue('SuspendedBySpec', 'Take `suspend` back to go on.')
        : conditionFalse('NotSuspended'),
      RouteAccepted: route ? routeFinding(route) : conditionTrue('NotAsked'),
    },
    fields: {
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

/** What is suspended and has no pods is as it should be, also where nothing could be made of its source. */
function suspended(
  { spec }: Integration,
  rollout: ReturnType<typeof rolloutOutcome>,
  live: StoredObject | undefined,
): ReturnType<typeof rolloutOutcome> {
  const isStopped = ((live?.status as V1DeploymentStatus | undefined)?.replicas ?? 0) === 0;
  return spec.suspend && (rollout.phase === 'ready' || isStopped) ? ready('It is suspended.') : rollout;
}

function degradation(drift: Drift) {
  if (drift.state === 'drifted') return { reason: 'Drifted', message: drift.message } as const;
  return drift.state === 'unreachable'
    ? ({ reason: 'RuntimeUnreachable', message: drift.message } as const)
    : undefined;
}

function failedRun(integration: Integration, observed: Observed<IntegrationFacts>) {
  const failed = (integration.spec.schedules ?? [])
    .map(({ name }) => runName(integration, name, observed))
    .filter((name) => cronJobState(observed.find({ ...CRON_JOB, name })) === 'failed');
  if (failed.length === 0) return undefined;
  return { reason: 'RunFailed', message: `The last run failed of CronJob ${failed.join(', ')}.` } as const;
}

function sourceFinding({ spec }: Integration, { source }: IntegrationFacts, isServing: boolean): Found<'SourceReady'> {
  if (source.state === 'missing') return conditionFalse('Missing', source.message);
  if (source.state === 'refused') return conditionFalse('Refused', source.message);
  if (isServing) return conditionTrue('Fetched');
  return spec.suspend || spec.replicas === 0 ? conditionUnknown('NotAsked') : conditionUnknown('Fetching', FETCHING);
}

const FETCHING =
  'If that lasts, the events of the pods say why, and the log of their container `fetch` if it is from Git.';

function parametersFinding({ spec }: Integration, { secrets }: IntegrationFacts): Found<'ParametersReady'> {
  if (!spec.parameters?.length) return conditionTrue('NotAsked');
  return secrets.state === 'missing' ? conditionFalse('SecretMissing', secrets.message) : conditionTrue('Present');
}

function requeueAfterMs({ spec }: Integration, { state }: Drift): number | undefined {
  if (state === 'not_asked') return undefined;
  const usualMs = spec.drift.checkSeconds * 1_000;
  return state === 'drifted' || state === 'unreachable' ? Math.min(usualMs, SOON_MS) : usualMs;
}
