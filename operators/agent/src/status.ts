import type { CustomObject, Finding, Observed, Outcome } from '@ameide/operator-kit';
import {
  AUTOSCALER,
  DEPLOYMENT,
  partName,
  pausedFinding,
  pausedOutcome,
  rolloutFields,
  rolloutOutcome,
} from '@ameide/primitives/objects';
import { definitionFinding, toolsNotGranted } from './definition.ts';
import { wantedServer } from './desired.ts';
import type { AgentFacts } from './facts.ts';
import { type Registered, registeredFinding } from './registration.ts';
import type { AgentSpec, AgentStatus, agent as kind } from './resource.ts';
import { metricsFault } from './scaling.ts';
import { serverOutcome } from './server.ts';
import type { AgentSettings } from './settings.ts';

type Conditions = (typeof kind)['conditions'];
export type AgentOutcome = Outcome<Conditions, AgentStatus>;
type Agent = CustomObject<AgentSpec, AgentStatus>;

/** When to ask the gateway again, in ms; no watch tells of it. */
const REQUEUE_AFTER_MS: Readonly<Record<Registered['state'], number | undefined>> = {
  not_asked: undefined,
  waiting: undefined,
  registered: 300_000,
  refused: 60_000,
  unreachable: 10_000,
};

/** How an Agent is, after everything that should be there has been applied. */
export function status(agent: Agent, observed: Observed<AgentFacts>, settings: AgentSettings): AgentOutcome {
  const { definition, credentials, registered } = observed.facts;
  const live = observed.find({ ...DEPLOYMENT, name: partName(agent) });
  const serving = servingOutcome(agent, observed, settings);
  const isServed = serving.phase === 'ready';
  const outcome = isServed ? registeredOutcome(registered, serving.message) : serving;
  const degraded = outcome.degraded ?? degradation(agent, observed);
  return {
    ...outcome,
    degraded,
    requeueAfterMs: REQUEUE_AFTER_MS[registered.state],
    conditions: {
      RolloutPaused: pausedFinding(agent),
      DefinitionFound: definitionFinding(definition),
      CredentialsFound: credentialsFinding(observed.facts),
      Registered: registeredFinding(registered),
    },
    fields: {
      ...rolloutFields(agent, live),
      ...versionField(agent, isServed && credentials.state === 'there'),
      ...registrationFields(agent, registered),
    },
  };
}

/** How far its replicas are. */
function servingOutcome(agent: Agent, observed: Observed<AgentFacts>, settings: AgentSettings): AgentOutcome {
  const { definition, credentials } = observed.facts;
  const live = observed.find({ ...DEPLOYMENT, name: partName(agent) });
  if (agent.spec.paused) return pausedOutcome(agent, observed) ?? rolloutOutcome(agent, live);
  if (definition.state !== 'found') {
    return { phase: 'stalled', reason: 'DefinitionMissing', message: definition.message };
  }
  if (credentials.state !== 'there') {
    return { phase: 'stalled', reason: 'CredentialsMissing', message: credentials.message };
  }
  const wanted = wantedServer(agent, observed, settings);
  return wanted === undefined ? rolloutOutcome(agent, live) : serverOutcome(agent, wanted.server, live);
}

/** What is left once it serves: that the gateway knows it. */
function registeredOutcome(registered: Registered, message: string): AgentOutcome {
  switch (registered.state) {
    case 'not_asked':
    case 'registered':
      return { phase: 'ready', message };
    case 'refused':
      return { phase: 'stalled', reason: 'RegistrationRefused', message: registered.message };
    case 'waiting':
      return { phase: 'progressing', reason: 'NotRegistered', message: 'The gateway is being told.' };
    case 'unreachable': {
      const degraded = { reason: 'GatewayUnreachable', message: registered.message } as const;
      if (registered.known) return { phase: 'ready', message, degraded };
      return { phase: 'progressing', reason: 'NotRegistered', message: registered.message };
    }
  }
}

function degradation(agent: Agent, observed: Observed<AgentFacts>): AgentOutcome['degraded'] {
  const { definition } = observed.facts;
  const denied = definition.state === 'found' ? toolsNotGranted(agent, definition.content) : [];
  if (denied.length > 0) {
    const message = `Grant ${denied.join(', ')} in \`tools\`, or take them out of the definition.`;
    return { reason: 'ToolsNotGranted', message };
  }
  const fault = metricsFault(observed.find({ ...AUTOSCALER, name: partName(agent) }));
  return fault === undefined ? undefined : { reason: 'MetricsMissing', message: fault };
}

function credentialsFinding({ credentials }: AgentFacts): Finding<'Found' | 'Missing'> {
  if (credentials.state === 'there') return { status: 'True', reason: 'Found', message: '' };
  return { status: 'False', reason: 'Missing', message: credentials.message };
}

function versionField({ spec, status: before }: Agent, isServed: boolean): Pick<AgentStatus, 'definitionVersion'> {
  const version = isServed && !spec.paused ? spec.definition.version : before?.definitionVersion;
  return version === undefined ? {} : { definitionVersion: version };
}

function registrationFields({ status: before }: Agent, registered: Registered): AgentStatus {
  switch (registered.state) {
    case 'not_asked':
      return {};
    case 'registered':
      return { registeredFor: registered.tenant, registration: registered.digest };
    default: {
      const { registeredFor, registration } = before ?? {};
      return {
        ...(registeredFor !== undefined && { registeredFor }),
        ...(registration !== undefined && { registration }),
      };
    }
  }
}
