import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PersonalDataPolicy } from '@ameide/contracts/agents/v1/agent_policy';
import { errorReason } from '@ameide/service-kit/errors';
import { collect, type Harness, run, spoken, startHarness } from './harness.ts';
import { type Answer, startOpenAiServer } from './openai-server.ts';

const MAIL = 'ann@example.com';
const operations = [{ op: 'rename', element: 'Check', name: 'Ask [EMAIL_1]' }];
const answers: readonly Answer[] = [
  { type: 'tool_call', id: 'a', name: 'GetProjection', args: '{"intent":"modify"}' },
  { type: 'tool_call', id: 'b', name: 'ProposePatch', args: JSON.stringify({ title: 'T', version: 3, operations }) },
  { type: 'text', text: 'The task asks [EMAIL_1] now.' },
];

describe('personal data', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.stop());

  const ask = async (personalData: PersonalDataPolicy, text = `rename Check to "Ask ${MAIL}"`, model = 'openai:m') => {
    await using provider = await startOpenAiServer(answers);
    const { client, seen } = await harness.startRuntime({ openaiBaseUrl: provider.url, openaiApiKey: 'k' });
    const result = await collect(client.executeRun({ ...run(text, { model }), personalData }, harness.asGateway()));
    return { ...result, seen, sent: JSON.stringify(provider.requests) };
  };

  for (const policy of [PersonalDataPolicy.UNSPECIFIED, PersonalDataPolicy.MASK]) {
    it(`is masked before the model, and stands in the answer and in the patch: ${policy}`, async () => {
      const { error, events, seen, sent } = await ask(policy);
      assert.equal(error, undefined);
      assert.doesNotMatch(sent, /ann@/);
      assert.match(sent, /rename Check to \\\\?"Ask \[EMAIL_1\]/);
      assert.equal(spoken(events), `The task asks ${MAIL} now.`);
      assert.match(
        JSON.stringify([...seen.proposals], (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
        /Ask ann@example\.com/,
      );
    });
  }

  it('goes to the model where the tenant says so', async () => {
    const { error, sent } = await ask(PersonalDataPolicy.OFF);
    assert.equal(error, undefined);
    assert.match(sent, /ann@example\.com/);
  });

  it('is answered by no model where it is blocked, and nothing else is', async () => {
    const blocked = await ask(PersonalDataPolicy.BLOCK);
    assert.equal(errorReason(blocked.error), 'personal_data_found');
    assert.equal(blocked.sent, '[]');
    const other = await ask(PersonalDataPolicy.BLOCK, 'rename Check');
    assert.equal(other.error, undefined);
  });

  it('is read by the model that runs here', async () => {
    const { error } = await ask(PersonalDataPolicy.BLOCK, `what is ${MAIL}?`, 'offline');
    assert.equal(error, undefined);
  });
});
