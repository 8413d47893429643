import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { ConfigError } from '@ameide/service-kit/config';
import { readOwnAgent } from './own-agent.ts';

const folder = mkdtempSync(join(tmpdir(), 'own-agent-'));
after(() => rmSync(folder, { recursive: true }));

const definition = { id: 'modeller', version: '3', tools: ['GetProjection', 'ProposePatch'], maxSteps: 12 };
const configuration = {
  agentId: 'modeller',
  models: [
    { provider: 'openai', name: 'gpt', baseUrl: 'http://models.ai.svc/v1', apiKeyVariable: 'KEY' },
    { provider: 'offline', name: 'offline' },
  ],
  tools: [{ name: 'GetProjection', effect: 'read' }],
};

function read(files: { definition?: unknown; configuration?: unknown }, env: Record<string, string> = { KEY: 'k' }) {
  const { definition: a = definition, configuration: b = configuration } = files;
  writeFileSync(join(folder, 'definition.json'), JSON.stringify(a));
  writeFileSync(join(folder, 'config.json'), JSON.stringify(b));
  return readOwnAgent(folder, env);
}

function faults(...given: Parameters<typeof read>): readonly string[] {
  try {
    read(...given);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults;
  }
  return [];
}

describe('the agent of a folder', () => {
  it('has its models with their keys, and of its tools those that were granted', () => {
    assert.deepEqual(read({ definition: { ...definition, instructions: 'Model.' } }), {
      id: 'modeller',
      instructions: 'Model.',
      tools: ['GetProjection'],
      approvalRequired: [],
      models: [
        { provider: 'openai', protocol: 'openai', model: 'gpt', baseUrl: 'http://models.ai.svc/v1', apiKey: 'k' },
        { provider: 'offline', protocol: 'offline', model: 'offline', baseUrl: undefined, apiKey: undefined },
      ],
      maxSteps: 12,
    });
  });

  it('is refused with every fault, and without values', () => {
    const said = faults({
      definition: { ...definition, maxSteps: 0, id: '' },
      configuration: { ...configuration, x: 1 },
    });
    assert.deepEqual(
      said.map((fault) => fault.split(':').slice(0, 2).join(':')),
      [
        'definition.json: id',
        'definition.json: max_steps',
        'config.json: cannot decode message ameide.agents.v1.AgentConfiguration from JSON',
      ],
    );
  });

  it('is refused without the secrets that it needs, and with grants that say too little', () => {
    const tools = [
      { name: 'ProposePatch', effect: 'read', credentialsVariable: 'SIGN_IN' },
      { name: 'DropDatabase', effect: 'write' },
    ];
    const models = [...configuration.models, { provider: 'anthropic', name: 'claude' }];
    assert.deepEqual(faults({ configuration: { ...configuration, tools, models } }, {}), [
      'config.json: anthropic:claude needs a key: name its apiKeyVariable',
      'KEY: config.json names this variable, and it is not set',
      'SIGN_IN: config.json names this variable, and it is not set',
      'config.json: The tool ProposePatch is granted to read, and does more: it needs "propose".',
      'config.json: There is no tool DropDatabase; there are GetProjection, ProposePatch.',
    ]);
  });

  it('is refused when a file is not there', () => {
    const missing = () => readOwnAgent(join(folder, 'nowhere'), {});
    assert.throws(missing, /AGENT_FOLDER: the file definition\.json cannot be read\n.*config\.json/);
  });
});
