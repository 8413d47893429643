import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { readAgents } from './agent-files.ts';

const SHIPPED = new URL('../../agents/', import.meta.url);

describe('the agent files', () => {
  it('that are shipped define the agents and their tools', () => {
    const agents = readAgents(SHIPPED, undefined).all();
    assert.deepEqual(
      agents.map(({ id, tools, artifactKinds, model }) => ({ id, tools, artifactKinds, model })),
      [
        {
          id: 'bpmn',
          tools: ['GetProjection', 'ProposePatch'],
          artifactKinds: ['bpmn::collaboration', 'bpmn::process', 'bpmn::choreography'],
          model: 'offline',
        },
        { id: 'chat', tools: ['GetProjection'], artifactKinds: [], model: 'offline' },
      ],
    );
  });

  it('run on another model when one is given', () => {
    const agents = readAgents(SHIPPED, 'openai:gpt-5');
    assert.equal(agents.find('bpmn')?.model, 'openai:gpt-5');
    assert.equal(agents.find('nobody'), undefined);
  });

  it('are refused by name when something is wrong with one', async () => {
    await assertRefused('a.json', { id: 'a' }, /agent file a\.json: .*name/s);
    const bpmn = JSON.parse(await readFile(new URL('bpmn.json', SHIPPED), 'utf8'));
    await assertRefused('b.json', bpmn, /must be named bpmn\.json/);
    await assertRefused('bpmn.json', { ...bpmn, colour: 'red' }, /colour/);
  });
});

async function assertRefused(file: string, content: object, message: RegExp): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'agents-'));
  try {
    await writeFile(join(folder, file), JSON.stringify(content));
    assert.throws(() => readAgents(pathToFileURL(`${folder}/`), undefined), message);
  } finally {
    await rm(folder, { recursive: true });
  }
}
