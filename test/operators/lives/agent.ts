import { AGENT_PARTS, agent } from '@ameide/operator-agent';
import { startRealPlatform } from '@ameide/operator-agent/testing';
import { kindOf } from '@ameide/operator-kit/schema';
import { testImage } from '@ameide/primitives/testing';
import { aConfigMap, agentDefinition, aSecret, startStage } from '../fixtures/stage.ts';
import { stableJson } from '../fixtures/state.ts';
import type { Stage } from '../fixtures/survive-kills.ts';
import { startWriteProxyTo } from '../fixtures/write-proxy.ts';

const modeller = (version: string, spec: object) => ({
  ...kindOf(agent),
  metadata: { name: 'modeller', namespace: 'ameide-dev' },
  spec: {
    definition: { id: 'modeller', version, configMap: { name: `modeller-${version}`, key: 'agent.json' } },
    ...spec,
  },
});

/** An Agent that everybody sees, which gets another definition, tool and model. Its gateway is the real one. */
export async function startAgentStage(): Promise<Stage> {
  const platform = await startRealPlatform();
  const gateway = await startWriteProxyTo({ url: platform.url });
  return startStage({
    others: [gateway],
    env: { GATEWAY_URL: gateway.url, INTERNAL_SECRET: platform.secret },
    given: [
      aConfigMap('modeller-3', { 'agent.json': agentDefinition('modeller', '3') }),
      aConfigMap('modeller-4', { 'agent.json': agentDefinition('modeller', '4') }),
      aSecret('ameide-internal', { secret: platform.secret }),
      aSecret('ameide-agent-runtime', { uri: platform.databaseUrl }),
      aSecret('models', { anthropic: 'only-for-tests' }),
    ],
    scenario: {
      operator: 'agent',
      namespace: 'ameide-dev',
      owns: AGENT_PARTS,
      steps: [
        modeller('3', {
          image: testImage('agent-runtime', 'a'),
          scaling: { minReplicas: 1, maxReplicas: 3 },
          models: [{ provider: 'anthropic', name: 'claude', apiKey: { name: 'models', key: 'anthropic' } }],
          tools: [{ name: 'GetProjection' }],
        }),
        modeller('4', {
          image: testImage('agent-runtime', 'b'),
          scaling: { minReplicas: 1, maxReplicas: 1 },
          models: [{ provider: 'offline', name: 'offline' }],
          tools: [{ name: 'GetProjection' }, { name: 'ProposePatch', effect: 'propose' }],
        }),
      ],
      outside: async () => (await platform.agents()).map((each) => `agent ${stableJson(each)}`),
    },
    stop: () => platform.stop(),
  });
}
