import assert from 'node:assert/strict';
import { it } from 'node:test';
import { AgentConfigurationSchema } from '@ameide/contracts/agents/v1/agent_configuration';
import { readMessage } from './read-message.ts';

const read = (value: unknown) => readMessage(AgentConfigurationSchema, JSON.stringify(value));
const faults = (value: unknown) => {
  const result = read(value);
  assert.ok('faults' in result);
  return result.faults;
};

it('reads a message that keeps the rules of its contract', () => {
  const result = read({ agentId: 'modeller', models: [{ provider: 'offline', name: 'offline' }] });
  assert.ok('message' in result);
  assert.equal(result.message.agentId, 'modeller');
});

it('says everything that is wrong, by field', () => {
  assert.deepEqual(
    faults({ agentId: 'Modeller', models: [] }).map((fault) => fault.split(':', 1)[0]),
    ['agent_id', 'models'],
  );
  assert.match(faults({ agentid: 'modeller' })[0]!, /agentid/);
  assert.deepEqual(
    [readMessage(AgentConfigurationSchema, '{"agentId"')].map((result) => 'faults' in result && result.faults),
    [['it is no JSON']],
  );
});

it('repeats no values, which may be secrets', () => {
  const said = [...faults({ agentId: { hunter2: true } }), ...faults({ models: 'hunter2' }), ...faults('hunter2')];
  assert.equal(said.length, 3);
  for (const fault of said) assert.doesNotMatch(fault, /hunter2/);
});
