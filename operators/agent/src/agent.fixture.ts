import { AgentDefinitionSchema } from '@ameide/contracts/agents/v1/agent_runtime_service';
import type { Kind } from '@ameide/operator-kit';
import type { WrittenSpecOf } from '@ameide/operator-kit/schema';
import { modelCluster, testImage, testSettings, type Written, writtenObject } from '@ameide/primitives/testing';
import { fromJsonString } from '@bufbuild/protobuf';
import type { AgentFacts } from './facts.ts';
import { agentOperator } from './operator.ts';
import type { AgentRegistry } from './ports.ts';
import { type Agent, agent } from './resource.ts';
import type { AgentSettings } from './settings.ts';

export const NAME = 'modeller-agent';
export const image = (digit: string) => testImage('agent-runtime', digit);

export const settings: AgentSettings = {
  ...testSettings,
  projectionUrl: 'http://projection.ameide-dev.svc',
  graphPatchUrl: 'http://graphpatch.models.svc',
  gatewayUrl: 'http://inference.ai.svc:6003',
  checkpointDatabase: { name: 'ameide-agent-runtime', key: 'uri' },
};

/** A definition as people write it. */
export const definitionJson = (changes: object = {}): string =>
  JSON.stringify({
    id: 'modeller',
    version: '3',
    name: 'Modeller',
    instructions: 'You model.',
    tools: ['GetProjection', 'ProposePatch'],
    artifactKinds: ['bpmn::collaboration'],
    maxSteps: 12,
    ...changes,
  });

/** What is written of the Agent `modeller`. */
export const written = (spec: Partial<WrittenSpecOf<typeof agent>> = {}): WrittenSpecOf<typeof agent> => ({
  image: image('a'),
  definition: { id: 'modeller', version: '3', configMap: { name: 'modeller', key: 'agent.json' } },
  models: [
    { provider: 'anthropic', name: 'claude', apiKey: { name: 'models', key: 'anthropic' } },
    { provider: 'offline', name: 'offline' },
  ],
  tools: [{ name: 'GetProjection' }, { name: 'ProposePatch', effect: 'propose' }],
  ...spec,
});

/** The Agent as the API server has it: what is written, with defaults. */
export const anAgent = (spec: Partial<WrittenSpecOf<typeof agent>> = {}, rest: Written<typeof agent> = {}): Agent =>
  writtenObject(agent, 'modeller', written(spec), {
    creationTimestamp: '2026-01-01T00:00:00Z',
    annotations: {},
    ...rest,
  });

/** What `prepare` finds where everything is as it should be. */
export function found(changes: Partial<AgentFacts> = {}, text = definitionJson()): AgentFacts {
  return {
    definition: { state: 'found', text, content: fromJsonString(AgentDefinitionSchema, text) },
    credentials: { state: 'there', version: 'v1' },
    registered: { state: 'registered', tenant: '*', digest: 'd1' },
    ...changes,
  };
}

/** The pure half of an operator asks nobody. */
const nobody: AgentRegistry = {
  register: () => Promise.reject(new Error('nobody is to be asked')),
  deregister: () => Promise.reject(new Error('nobody is to be asked')),
};

/** A cluster in which the Agent `modeller` is; `facts` can be exchanged between passes. */
export function aCluster(missing: readonly Kind[] = []) {
  const world = { facts: found() };
  const cluster = modelCluster(agentOperator(settings, { registry: nobody, registryAt: () => nobody }), {
    name: NAME,
    missing,
    facts: () => world.facts,
  });
  return { ...cluster, world };
}
