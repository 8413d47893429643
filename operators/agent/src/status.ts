import { findingOf, type Observed, progressing, ready, stalled } from '@ameide/operator-kit';
import type { OutcomeOf } from '@ameide/operator-kit/schema';
import { AUTOSCALER, deploymentOf, partName, rolloutOutcome } from '@ameide/primitives/objects';
import { definitionFinding, toolsNotGranted } from './definition.ts';
import { wantedServer } from './desired.ts';
import type { AgentFacts } from './facts.ts';
import { type Registered, registeredFinding } from './registration.ts';
import type { Agent, AgentStatus, agent as kind } from './resource.ts';
import { metricsFault } from './scaling.ts';
import { serverOutcome } from './server.ts';
import type { AgentSettings } from './settings.ts';

type AgentOutcome = OutcomeOf<typeof kind>;

/** After how many ms the gateway is asked again; no watch tells of it. */
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
  const serving = servingOutcome(agent, observed, settings);
  const isServed = serving.phase === 'ready';
  const outcome = isServed ? registeredOutcome(registered, serving.message) : serving;
  return {
    ...outcome,
    degraded: outcome.degraded ?? degradation(agent, observed),
    requeueAfterMs: REQUEUE_AFTER_MS[registered.state],
    conditions: {
      DefinitionFound: definitionFinding(definition),
      CredentialsFound: findingOf(credentials, { there: ['True', 'Found'], missing: ['False', 'Missing'] }),
      Registered: registeredFinding(registered),
    },
    fields: {
      ...versionField(agent, isServed && credentials.state === 'there'),
      ...registrationFields(agent, registered),
    },
  };
}

/** How far its replicas are. */
function servingOutcome(agent: Agent, observed: Observed<AgentFacts>, settings: AgentSettings): AgentOutcome {
  const { definition, credentials } = observed.facts;
  const live = deploymentOf(agent, observed);
  if (agent.spec.paused) return rolloutOutcome(agent, live);
  if (definition.state !== 'found') return stalled('DefinitionMissing', definition.message);
  if (credentials.state !== 'there') return stalled('CredentialsMissing', credentials.message);
  const wanted = wantedServer(agent, observed, settings);
  return wanted === undefined ? rolloutOutcome(agent, live) : serverOutcome(agent, wanted.server, live);
}

/** What is left once it serves: that the gateway knows it. */
function registeredOutcome(registered: Registered, message: string): AgentOutcome {
  switch (registered.state) {
    case 'not_asked':
    case 'registered':
      return ready(message);
    case 'refused':
      return stalled('RegistrationRefused', registered.message);
    case 'waiting':
      return { ...progressing('The gateway is being told.'), reason: 'NotRegistered' };
    case 'unreachable':
      if (!registered.known) return { ...progressing(registered.message), reason: 'NotRegistered' };
      return { ...ready(message), degraded: { reason: 'GatewayUnreachable', message: registered.message } };
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

function versionField({ spec, status: before }: Agent, isServed: boolean): Pick<AgentStatus, 'definitionVersion'> {
  const version = isServed && !spec.paused ? spec.definition.version : before?.definitionVersion;
  return version === undefined ? {} : { definitionVersion: version };
}

function registrationFields({ status: before }: Agent, registered: Registered): AgentStatus {
  if (registered.state === 'not_asked') return {};
  if (registered.state === 'registered') {
    return { registeredFor: registered.tenant, registration: registered.digest };
  }
  const { registeredFor, registration } = before ?? {};
  return {
    ...(registeredFor !== undefined && { registeredFor }),
    ...(registration !== undefined && { registration }),
  };
}
