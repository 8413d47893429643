import { environmentOf, type SecretKey, secretVariable } from '@ameide/primitives/objects';
import type { V1EnvVar } from '@kubernetes/client-node';
import type { Agent } from './resource.ts';
import { servicesOf } from './services.ts';
import type { AgentSettings } from './settings.ts';

/** Where a runtime finds its agent. */
export const AGENT_FOLDER = '/etc/ameide/agent';

/** Where a runtime listens. */
export const PORT = 8080;

/** The variable that holds the key of a model, by its place in the spec from 0. */
export function modelKeyVariable(index: number): string {
  return `AMEIDE_MODEL_${index + 1}_API_KEY`;
}

/** The variable that holds what a tool signs in with, by its place in the spec from 0. */
export function toolCredentialsVariable(index: number): string {
  return `AMEIDE_TOOL_${index + 1}_CREDENTIALS`;
}

/**
 * The variables of a runtime. Secrets are referred to, never copied. Code made for a tenant gets nothing by which it could
 * reach what is of all tenants: neither the key of services nor their database.
 */
export function variables(agent: Agent, settings: AgentSettings): V1EnvVar[] {
  const { models, tools, tenancy } = agent.spec;
  const { gatewayUrl, projectionUrl, graphPatchUrl, checkpointDatabase } = servicesOf(agent, settings);
  const ofTheProduct = [
    { name: 'PROJECTION_URL', value: projectionUrl },
    { name: 'GATEWAY_URL', value: gatewayUrl },
    { name: 'GRAPHPATCH_URL', value: graphPatchUrl },
    secretVariable('DATABASE_URL', checkpointDatabase.name, checkpointDatabase.key),
  ];
  return environmentOf(agent, settings, [
    { name: 'PORT', value: String(PORT) },
    { name: 'AGENT_FOLDER', value: AGENT_FOLDER },
    ...(tenancy.code === 'product' ? ofTheProduct : []),
    ...models.flatMap(({ apiKey }, index) => secretOf(modelKeyVariable(index), apiKey)),
    ...tools.flatMap(({ credentials }, index) => secretOf(toolCredentialsVariable(index), credentials)),
  ]);
}

/** Every value of a Secret that its pods need to start. */
export function secretKeys(agent: Agent, settings: AgentSettings): readonly SecretKey[] {
  return variables(agent, settings).flatMap(({ valueFrom }) => {
    const { name, key } = valueFrom?.secretKeyRef ?? {};
    return name === undefined || key === undefined ? [] : [{ name, key }];
  });
}

function secretOf(variable: string, secret: SecretKey | undefined): V1EnvVar[] {
  return secret === undefined ? [] : [secretVariable(variable, secret.name, secret.key)];
}
