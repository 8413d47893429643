import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CONFIG_MAP } from '@ameide/primitives/objects';
import { anAgent, definitionJson, found } from './agent.fixture.ts';
import { definitionFinding, findDefinition, toolsNotGranted } from './definition.ts';

/** What is found of the definition when the ConfigMap has this data. */
const find = (data: Readonly<Record<string, string>> | undefined) =>
  findDefinition(anAgent(), async (ref) => {
    assert.deepEqual(ref, { ...CONFIG_MAP, name: 'modeller' });
    const metadata = { name: 'modeller', uid: 'u', resourceVersion: '1' };
    return data && { ...CONFIG_MAP, metadata, data };
  });
const message = async (data: Parameters<typeof find>[0]) => {
  const { status, reason, message: text } = definitionFinding(await find(data));
  assert.equal(status, 'False');
  return `${reason}: ${text}`;
};

describe('the definition of an Agent', () => {
  it('is found when it is the one that the spec names', async () => {
    const definition = await find({ 'agent.json': definitionJson() });
    assert.ok(definition.state === 'found');
    assert.deepEqual(definition, found().definition);
  });

  it('is missing without its ConfigMap or its key', async () => {
    assert.match(await message(undefined), /^Missing: ConfigMap modeller does not exist/);
    assert.equal(
      await message({ other: '' }),
      'Missing: ConfigMap modeller has nothing at agent.json: add the definition.',
    );
  });

  it('is invalid when it is none, too long, or another one; the message says what differs', async () => {
    const said = (text: string) => message({ 'agent.json': text });
    const where = 'Invalid: Key agent.json of ConfigMap modeller:';
    assert.equal(await said('{"id'), `${where} no definition: it is no JSON.`);
    assert.match(await said(definitionJson({ maxSteps: 0 })), /^Invalid: .*no definition: max_steps: /);
    assert.match(await said(definitionJson({ maxStep: 5 })), /^Invalid: .*maxStep/);
    assert.equal(
      await said(definitionJson({ id: 'buyer' })),
      `${where} it is the definition of buyer, and the spec names modeller.`,
    );
    assert.equal(
      await said(definitionJson({ version: '2' })),
      `${where} it has version "2", and the spec names version 3.`,
    );
    assert.equal(await said(' '.repeat(600_000)), `${where} a definition has at most 512 KiB.`);
  });

  it('may want tools that it is not granted', () => {
    const { definition } = found();
    assert.ok(definition.state === 'found');
    assert.deepEqual(toolsNotGranted(anAgent(), definition.content), []);
    assert.deepEqual(toolsNotGranted(anAgent({ tools: [] }), definition.content), ['GetProjection', 'ProposePatch']);
  });
});
