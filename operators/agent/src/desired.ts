import type { CustomObject, KubeObject, Observed, OwnedKind, Plan } from '@ameide/operator-kit';
import {
  AUTOSCALER,
  CONFIG_MAP,
  DEPLOYMENT,
  DISRUPTION_BUDGET,
  disruptionBudgets,
  everythingOf,
  NETWORK_POLICY,
  partName,
  refusalOf,
  SERVICE,
  SERVICE_ACCOUNT,
  SERVICE_MONITOR,
  service,
  serviceAccount,
  serviceMonitor,
  type WorkloadRefusal,
} from '@ameide/primitives/objects';
import type { AgentFacts } from './facts.ts';
import { agentFiles } from './files.ts';
import { agentNetworkPolicy } from './network.ts';
import type { AgentSpec, AgentStatus } from './resource.ts';
import { replicasOf, streamAutoscalers } from './scaling.ts';
import { server, serverOutcome } from './server.ts';
import type { AgentSettings } from './settings.ts';

/** What an Agent is made of. */
export const AGENT_PARTS: readonly OwnedKind[] = [
  SERVICE_ACCOUNT,
  NETWORK_POLICY,
  SERVICE,
  CONFIG_MAP,
  DEPLOYMENT,
  AUTOSCALER,
  DISRUPTION_BUDGET,
  { ...SERVICE_MONITOR, optional: true },
];

type Agent = CustomObject<AgentSpec, AgentStatus>;

/**
 * What there should be of an Agent. Without its definition or its credentials the Deployment stays as it is. Files of
 * former replicas stay until the last of these is gone.
 */
export function desired(agent: Agent, observed: Observed<AgentFacts>, settings: AgentSettings): Plan | WorkloadRefusal {
  const refusal = refusalOf(agent, settings);
  if (refusal) return refusal;

  const parts = wantedServer(agent, observed, settings);
  const live = observed.find({ ...DEPLOYMENT, name: partName(agent) });
  const isRolledOut = parts !== undefined && serverOutcome(agent, parts.server, live).phase === 'ready';
  return {
    paused: agent.spec.paused,
    objects: [
      serviceAccount(agent),
      agentNetworkPolicy(agent, settings),
      service(agent),
      ...(parts === undefined ? [] : [parts.files, parts.server]),
      ...streamAutoscalers(agent),
      ...disruptionBudgets(agent, replicasOf(agent)),
      serviceMonitor(agent),
    ],
    keep: [
      ...(parts === undefined ? everythingOf([DEPLOYMENT], observed) : []),
      ...(isRolledOut ? [] : everythingOf([CONFIG_MAP], observed)),
    ],
  };
}

/** The Deployment as it should be, with its files; undefined where something is missing that it needs. */
export function wantedServer(
  agent: Agent,
  observed: Observed<AgentFacts>,
  settings: AgentSettings,
): { readonly files: KubeObject; readonly server: KubeObject } | undefined {
  const { definition, credentials } = observed.facts;
  if (definition.state !== 'found' || credentials.state !== 'there') return undefined;
  const files = agentFiles(agent, definition.text);
  const live = observed.find({ ...DEPLOYMENT, name: partName(agent) });
  return { files, server: server(agent, files, credentials.version, settings, live) };
}
