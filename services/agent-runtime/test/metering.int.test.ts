import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ReserveModelCallRequest } from '@ameide/contracts/usage/v1/metering_service';
import { ModelCallState } from '@ameide/contracts/usage/v1/model_usage';
import { ServiceError } from '@ameide/service-kit/errors';
import { refusedWith } from '@ameide/service-kit/testing';
import { Code } from '@connectrpc/connect';
import { collect, type Harness, run, startHarness, valuesOf } from './harness.ts';
import { type Answer, startOpenAiServer } from './openai-server.ts';

let harness: Harness;
before(async () => {
  harness = await startHarness();
});
after(() => harness.stop());

async function execute(
  answers: readonly Answer[],
  reserve: (request: ReserveModelCallRequest) => number,
  metered = true,
) {
  await using provider = await startOpenAiServer(answers);
  const { client } = await harness.startRuntime({ openaiBaseUrl: provider.url, openaiApiKey: 'k', reserve });
  const request = { ...run('please improve the names', { model: 'openai:m' }), metered, attempt: 1 };
  const told = await collect(client.executeRun(request, harness.asGateway()));
  return { ...told, request, requests: provider.requests };
}

const text: Answer = { type: 'text', text: 'I propose a name.' };

test('every call is reserved before it is made, with no less than it reads', async () => {
  const reserved: ReserveModelCallRequest[] = [];
  const look: Answer = { type: 'tool_call', id: 'a', name: 'GetProjection', args: '{"intent":"modify"}' };
  const { events, request, requests } = await execute([look, text], (call) => {
    reserved.push(call);
    return 200;
  });
  assert.deepEqual(
    reserved.map((call) => [call.runId, call.step, call.attempt, call.provider, call.model]),
    [1, 2].map((step) => [request.runId, step, 1, 'openai', 'm']),
  );
  for (const [n, { maxInputTokens, inputTokens }] of reserved.entries()) {
    const said = Buffer.byteLength(requests[n]!.messages.map(({ content }) => content ?? '').join(''));
    assert.ok(
      Number(maxInputTokens) >= said && inputTokens < maxInputTokens,
      `${said} bytes, ${maxInputTokens} tokens`,
    );
  }
  const { RUNNING, COMPLETED } = ModelCallState;
  assert.deepEqual(
    valuesOf(events, 'modelCall').map(({ step, state, grantedOutputTokens }) => [step, state, grantedOutputTokens]),
    [
      [1, RUNNING, 200],
      [1, COMPLETED, 200],
      [2, RUNNING, 200],
      [2, COMPLETED, 200],
    ],
  );
});

test('a call that may not be made is not made, and the run says why', async () => {
  const { error, requests } = await execute([text], () => {
    const metadata = { scope: 'user', limit: '5' };
    throw new ServiceError('resource_exhausted', 'budget_exceeded', 'Your budget is used up.', { metadata });
  });
  assert.ok(refusedWith(Code.ResourceExhausted, 'budget_exceeded')(error));
  assert.equal(requests.length, 0);
  const broken = await execute([text], () => {
    throw new Error('the database is away');
  });
  assert.ok(refusedWith(Code.Unavailable, 'metering_unavailable')(broken.error));
  assert.equal(broken.requests.length, 0);
});

test('nobody is asked where nothing is metered', async () => {
  let asked = 0;
  const { error, events } = await execute([text], () => (asked += 1), false);
  assert.deepEqual([error, asked], [undefined, 0]);
  assert.deepEqual(
    valuesOf(events, 'modelCall').map(({ grantedOutputTokens }) => grantedOutputTokens),
    [0, 0],
  );
});
