import { applyAll, joinPlans, type KubeObject, keepAll, type Observed, type Plan } from '@ameide/operator-kit';
import {
  CONFIG_MAP,
  DEPLOYMENT,
  deploymentOf,
  everythingOf,
  workloadKinds,
  workloadObjects,
} from '@ameide/primitives/objects';
import type { AgentFacts } from './facts.ts';
import { agentFiles } from './files.ts';
import { networkRules } from './network.ts';
import type { Agent } from './resource.ts';
import { replicasOf, streamAutoscalers } from './scaling.ts';
import { server, serverOutcome } from './server.ts';
import type { AgentSettings } from './settings.ts';

/** What an Agent is made of. */
export const AGENT_PARTS = workloadKinds({ before: [CONFIG_MAP] });

/**
 * What there should be of an Agent. Without its definition or its credentials the Deployment stays as it is. Files of
 * former replicas stay until the last of these is gone.
 */
export function desired(agent: Agent, observed: Observed<AgentFacts>, settings: AgentSettings): Plan {
  const { autoscaling: _byStreams, ...scaling } = replicasOf(agent);
  const wanted = wantedServer(agent, observed, settings);
  const isRolledOut =
    wanted !== undefined && serverOutcome(agent, wanted.server, deploymentOf(agent, observed)).phase === 'ready';
  return joinPlans(
    applyAll(workloadObjects(agent, settings, { scaling, ...networkRules(agent, settings) })),
    applyAll(streamAutoscalers(agent)),
    wanted ? applyAll([wanted.files, wanted.server]) : keepAll(everythingOf([DEPLOYMENT], observed)),
    keepAll(isRolledOut ? [] : everythingOf([CONFIG_MAP], observed)),
  );
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
  return { files, server: server(agent, files, credentials.version, settings, deploymentOf(agent, observed)) };
}
