import type { CustomObject, Refusal, Surroundings } from '@ameide/operator-kit';
import {
  DEPLOYMENT,
  findSecretKeys,
  imageFault,
  partName,
  placementFault,
  type SecretKeys,
} from '@ameide/primitives/objects';
import { type Definition, findDefinition } from './definition.ts';
import { agentFiles } from './files.ts';
import type { AgentRegistry } from './ports.ts';
import { asToldBefore, type Registered, register } from './registration.ts';
import type { AgentSpec, AgentStatus } from './resource.ts';
import { server, serverOutcome } from './server.ts';
import type { AgentSettings } from './settings.ts';
import { secretKeys } from './variables.ts';

/** What an Agent depends on that is not its own. */
export interface AgentFacts {
  readonly definition: Definition;
  readonly credentials: SecretKeys;
  readonly registered: Registered;
}

type Agent = CustomObject<AgentSpec, AgentStatus>;

/** Why an Agent is not carried out at all; undefined if it is. */
export function refusalOf(
  { spec, metadata }: Agent,
  settings: AgentSettings,
): Refusal<'ImageRefused' | 'PlacementRefused'> | undefined {
  return (
    placementFault(spec.tenancy, metadata.namespace ?? '', settings.environment) ??
    imageFault(spec.image, settings.imageRegistries)
  );
}

/** Looks for definition and credentials, and tells the gateway once what they ask for serves. @throws ApiError */
export async function prepare(
  agent: Agent,
  { observed, read, check }: Surroundings,
  { settings, registry }: { settings: AgentSettings; registry: AgentRegistry },
  signal: AbortSignal,
): Promise<AgentFacts> {
  const definition = await findDefinition(agent, read);
  const credentials = await findSecretKeys(secretKeys(agent, settings), read);
  const found = { definition, credentials };
  const isHeld = agent.spec.paused || refusalOf(agent, settings) !== undefined;
  if (isHeld || definition.state !== 'found' || credentials.state !== 'there') {
    return { ...found, registered: asToldBefore(agent) };
  }
  const live = observed.find({ ...DEPLOYMENT, name: partName(agent) });
  const wanted = server(agent, agentFiles(agent, definition.text), credentials.version, settings, live);
  const serves = serverOutcome(agent, wanted, live).phase === 'ready';
  return { ...found, registered: await register(agent, definition.content, { registry, serves, check }, signal) };
}
