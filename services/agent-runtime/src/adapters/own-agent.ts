import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AgentConfiguration, AgentConfigurationSchema } from '@ameide/contracts/agents/v1/agent_configuration';
import { type AgentDefinition, AgentDefinitionSchema } from '@ameide/contracts/agents/v1/agent_runtime_service';
import { ConfigError, type Environment } from '@ameide/service-kit/config';
import { readMessage } from '@ameide/service-kit/messages';
import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import type { ModelEndpoint, OwnAgent } from '../app/ports.ts';
import { grantFaults } from '../app/tools/toolbox.ts';

const DEFINITION = 'definition.json';
const CONFIGURATION = 'config.json';

/**
 * Reads the agent from the folder that an operator has mounted: `definition.json`, an `AgentDefinition`, and `config.json`,
 * an `AgentConfiguration`; secrets from the variables that the latter names.
 * @throws ConfigError that lists every fault, without values
 */
export function readOwnAgent(folder: string, env: Environment): OwnAgent {
  const definition = readFile(folder, DEFINITION, AgentDefinitionSchema);
  const configuration = readFile(folder, CONFIGURATION, AgentConfigurationSchema);
  const faults = [definition, configuration].flatMap((file) => ('faults' in file ? file.faults : []));
  if (!('message' in definition) || !('message' in configuration)) throw new ConfigError(faults);
  return ownAgent(definition.message, configuration.message, env);
}

function ownAgent(definition: AgentDefinition, configuration: AgentConfiguration, env: Environment): OwnAgent {
  const { instructions, approvalRequired, maxSteps } = definition;
  const variables = [
    ...configuration.models.map(({ apiKeyVariable }) => apiKeyVariable),
    ...configuration.tools.map(({ credentialsVariable }) => credentialsVariable),
  ];
  const unset = variables.filter((name) => name !== '' && !env[name]);
  const keyless = configuration.models.filter(
    ({ provider, baseUrl, apiKeyVariable }) => provider !== 'offline' && baseUrl === '' && apiKeyVariable === '',
  );
  const faults = [
    ...keyless.map(
      ({ provider, name }) => `${CONFIGURATION}: ${provider}:${name} needs a key: name its apiKeyVariable`,
    ),
    ...unset.map((name) => `${name}: ${CONFIGURATION} names this variable, and it is not set`),
    ...grantFaults(configuration.tools).map((fault) => `${CONFIGURATION}: ${fault}`),
  ];
  if (faults.length > 0) throw new ConfigError(faults);
  const granted = new Set(configuration.tools.map(({ name }) => name));
  return {
    id: configuration.agentId,
    instructions,
    tools: definition.tools.filter((name) => granted.has(name)),
    approvalRequired,
    models: configuration.models.map(({ provider, name, baseUrl, apiKeyVariable }) => ({
      provider,
      protocol: provider as ModelEndpoint['protocol'],
      model: name,
      baseUrl: baseUrl || undefined,
      apiKey: apiKeyVariable === '' ? undefined : env[apiKeyVariable],
    })),
    maxSteps,
  };
}

function readFile<Schema extends DescMessage>(
  folder: string,
  name: string,
  schema: Schema,
): { readonly message: MessageShape<Schema> } | { readonly faults: readonly string[] } {
  let text: string;
  try {
    text = readFileSync(join(folder, name), 'utf8');
  } catch {
    return { faults: [`AGENT_FOLDER: the file ${name} cannot be read`] };
  }
  const result = readMessage(schema, text);
  return 'message' in result ? result : { faults: result.faults.map((fault) => `${name}: ${fault}`) };
}
