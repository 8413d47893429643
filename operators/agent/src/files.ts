import { AgentConfigurationSchema } from '@ameide/contracts/agents/v1/agent_configuration';
import type { KubeObject } from '@ameide/operator-kit';
import { CONFIG_MAP, type PodVolume, partName, partOf, shortDigest } from '@ameide/primitives/objects';
import { create, toJsonString } from '@bufbuild/protobuf';
import type { Agent } from './resource.ts';
import { AGENT_FOLDER, modelKeyVariable, toolCredentialsVariable } from './variables.ts';

/**
 * What a runtime executes: the definition as it was when it was looked at, and models and grants. A new one has a new name
 * and is never changed, so pods start again, what runs is what was checked, and the former replicas keep theirs.
 */
export function agentFiles(agent: Agent, definition: string): KubeObject & { readonly data: object } {
  const data = { 'config.json': configuration(agent), 'definition.json': definition };
  const name = `${partName(agent)}-${shortDigest(JSON.stringify(data))}`;
  return { ...partOf(agent, CONFIG_MAP, name), immutable: true, data };
}

/** The files in the folder where the runtime looks for them. */
export function filesVolume({ metadata: { name } }: KubeObject): PodVolume {
  return { mountPath: AGENT_FOLDER, volume: { name: 'agent', configMap: { name } } };
}

function configuration({ metadata, spec }: Agent): string {
  const message = create(AgentConfigurationSchema, {
    agentId: metadata.name,
    models: spec.models.map(({ provider, name, baseUrl = '', apiKey }, index) => ({
      provider,
      name,
      baseUrl,
      apiKeyVariable: apiKey === undefined ? '' : modelKeyVariable(index),
    })),
    tools: spec.tools.map(({ name, effect, credentials }, index) => ({
      name,
      effect,
      credentialsVariable: credentials === undefined ? '' : toolCredentialsVariable(index),
    })),
  });
  return toJsonString(AgentConfigurationSchema, message, { prettySpaces: 2 });
}
