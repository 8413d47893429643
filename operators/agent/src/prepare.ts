import type { ReconcileContext } from '@ameide/operator-kit';
import { deploymentOf, findSecretKeys, refusalOf } from '@ameide/primitives/objects';
import { findDefinition } from './definition.ts';
import type { AgentFacts } from './facts.ts';
import { agentFiles } from './files.ts';
import type { AgentPorts } from './ports.ts';
import { asToldBefore, register } from './registration.ts';
import type { Agent } from './resource.ts';
import { server, serverOutcome } from './server.ts';
import { registryOf } from './services.ts';
import type { AgentSettings } from './settings.ts';
import { secretKeys } from './variables.ts';

/** With what it is found out. */
export interface PrepareOptions extends AgentPorts {
  readonly settings: AgentSettings;
}

/** Looks for definition and credentials, and tells the gateway once what they ask for serves. @throws ApiError */
export async function prepare(
  agent: Agent,
  { observed, read, check }: ReconcileContext,
  signal: AbortSignal,
  { settings, ...ports }: PrepareOptions,
): Promise<AgentFacts> {
  const definition = await findDefinition(agent, read);
  const credentials = await findSecretKeys(secretKeys(agent, settings), read);
  const found = { definition, credentials };
  const isHeld = agent.spec.paused || refusalOf(agent, settings) !== undefined;
  if (isHeld || definition.state !== 'found' || credentials.state !== 'there') {
    return { ...found, registered: asToldBefore(agent) };
  }
  const live = deploymentOf(agent, observed);
  const registry = await registryOf(agent, read, settings, ports);
  if (registry === undefined) return { ...found, registered: asToldBefore(agent) };
  const wanted = server(agent, agentFiles(agent, definition.text), credentials.version, settings, live);
  const serves = serverOutcome(agent, wanted, live).phase === 'ready';
  return { ...found, registered: await register(agent, definition.content, { registry, serves, check }, signal) };
}
