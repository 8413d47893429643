import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CircuitState } from '@ameide/contracts/agents/v1/provider';
import { ModelCallState } from '@ameide/contracts/usage/v1/model_usage';
import { errorReason } from '@ameide/service-kit/errors';
import { Code, ConnectError } from '@connectrpc/connect';
import { collect, type Event, type Harness, outline, run, spoken, startHarness, valuesOf } from './harness.ts';
import { type Answer, startOpenAiServer } from './openai-server.ts';

let harness: Harness;
before(async () => {
  harness = await startHarness();
});
after(() => harness.stop());

const rename = {
  title: 'A clearer name',
  version: 3,
  operations: [{ op: 'rename', element: 'Check', name: 'Verify' }],
};
const call = (id: string, name: string, args: unknown): Answer => ({
  type: 'tool_call',
  id,
  name,
  args: typeof args === 'string' ? args : JSON.stringify(args),
});

async function execute(answers: readonly Answer[], maxRetries = 0) {
  await using provider = await startOpenAiServer(answers);
  const { client, seen } = await harness.startRuntime({
    openaiBaseUrl: provider.url,
    openaiApiKey: 'k',
    limits: { maxRetries },
  });
  const request = run('please improve the names', { model: 'openai:m' });
  const result = await collect(client.executeRun(request, harness.asGateway()));
  return { ...result, seen, requests: provider.requests };
}

test('a provider streams, calls tools and is counted', async () => {
  const { events, error, seen, requests } = await execute([
    call('a', 'GetProjection', { intent: 'modify' }),
    call('b', 'ProposePatch', rename),
    { type: 'text', text: 'I propose a name.' },
  ]);
  assert.equal(error, undefined);
  assert.deepEqual(outline(events).slice(-2), ['token', 'usage']);
  assert.equal(spoken(events), 'I propose a name.');
  assert.ok(valuesOf(events, 'token').length > 1);
  assert.deepEqual(
    valuesOf(events, 'toolCall').map(({ id, name }) => [id, name]),
    [
      ['a', 'GetProjection'],
      ['b', 'ProposePatch'],
    ],
  );
  const { inputTokens, outputTokens, model } = valuesOf(events, 'usage').at(-1)!;
  assert.deepEqual([inputTokens, outputTokens, model], [300, 30, 'openai:m']);
  assert.equal(seen.patches.size, 1);
  assert.deepEqual(
    requests[0]?.tools?.map((tool) => tool.function.name),
    ['GetProjection', 'ProposePatch'],
  );
  const parameters = requests[0]?.tools?.[1]?.function.parameters as { required?: string[]; properties?: object };
  assert.deepEqual(parameters.required, ['title', 'operations']);
  assert.deepEqual(
    requests[1]?.messages.map(({ role }) => role),
    ['system', 'user', 'assistant', 'tool'],
  );
  assert.match(
    String(requests[0]?.messages[0]?.content),
    /^You model processes\.\n\nThe conversation is about the model artifacts\//,
  );
});

test('arguments that do not fit, or are no JSON, or name no tool, are told to the model', async () => {
  const { events, error, requests, seen } = await execute([
    call('a', 'ProposePatch', { title: 'x', operations: [{ op: 'explode' }] }),
    call('b', 'ProposePatch', '{"title": "x", "operat'),
    call('c', 'DropDatabase', {}),
    { type: 'text', text: 'I give up.' },
  ]);
  assert.equal(error, undefined);
  assert.deepEqual(
    valuesOf(events, 'toolResult').map(({ ok }) => ok),
    [false, false, false],
  );
  const told = requests.map(({ messages }) => String(messages.at(-1)?.content));
  assert.match(told[1]!, /operations\[0\]\.op/);
  assert.match(told[2]!, /not one whole JSON object/);
  assert.equal(told[3], 'There is no tool DropDatabase; there are GetProjection, ProposePatch.');
  assert.equal(seen.proposals.length, 0);
});

test('calls with the same id are told apart', async () => {
  const { events } = await execute([
    call('same', 'GetProjection', {}),
    call('same', 'GetProjection', {}),
    { type: 'text', text: 'ok' },
  ]);
  const ids = valuesOf(events, 'toolCall').map(({ id }) => id);
  assert.equal(new Set(ids).size, 2);
});

const faults: readonly (readonly [string, Answer, Code, string])[] = [
  ['a refused key', { type: 'status', status: 401 }, Code.Unavailable, 'model_unavailable'],
  ['a limit', { type: 'status', status: 429 }, Code.Unavailable, 'model_unavailable'],
  ['an unknown model', { type: 'status', status: 404 }, Code.InvalidArgument, 'model_unknown'],
  ['a failure', { type: 'status', status: 500 }, Code.Unavailable, 'model_unavailable'],
  [
    'an error in the middle',
    { type: 'broken', text: 'Half an', how: 'error_event' },
    Code.Unavailable,
    'model_unavailable',
  ],
  [
    'a broken connection in the middle',
    { type: 'broken', text: 'Half an', how: 'disconnect' },
    Code.Unavailable,
    'model_unavailable',
  ],
  [
    'an answer that ends early',
    { type: 'broken', text: 'Half an', how: 'ends_early' },
    Code.Unavailable,
    'model_unavailable',
  ],
];

for (const [name, answer, code, reason] of faults) {
  test(`${name} fails the run with ${reason}`, async () => {
    const { events, error } = await execute([answer]);
    assert.ok(error instanceof ConnectError);
    assert.deepEqual([error.code, errorReason(error)], [code, reason]);
    assert.doesNotMatch(error.message, /secret/);
    if ('text' in answer) assert.equal(spoken(events), answer.text);
  });
}

test('a limit is waited out', async () => {
  const { error, events, requests } = await execute(
    [
      { type: 'status', status: 429, retryAfter: 0 },
      { type: 'text', text: 'Hello.' },
    ],
    1,
  );
  assert.equal(error, undefined);
  assert.equal(spoken(events), 'Hello.');
  assert.equal(requests.length, 2);
});

test('every call of a model is told, and told again when another attempt goes on; a step that is repeated is another call', async () => {
  await using provider = await startOpenAiServer([
    { type: 'status', status: 503, retryAfter: 0 },
    call('a', 'GetProjection', {}),
    { type: 'status', status: 400 },
    { type: 'broken', text: 'Half an', how: 'error_event' },
    { type: 'text', text: 'A whole answer.' },
  ]);
  const { client } = await harness.startRuntime({ openaiBaseUrl: provider.url, limits: { maxRetries: 1 } });
  const once = await harness.startRuntime({ openaiBaseUrl: provider.url });
  const request = run('hello', { model: 'openai:m' });
  const callsOf = (events: readonly Event[]) =>
    valuesOf(events, 'modelCall').flatMap(({ step, attempt, state }) =>
      state === ModelCallState.RUNNING ? [] : [[step, attempt, state]],
    );
  const { FAILED, COMPLETED } = ModelCallState;
  const first = [
    [1, 1, FAILED],
    [1, 2, COMPLETED],
  ];
  const broken = await collect(client.executeRun({ ...request, attempt: 1 }, harness.asGateway()));
  assert.deepEqual(callsOf(broken.events), [...first, [2, 1, FAILED]]);
  const second = await collect(once.client.executeRun({ ...request, attempt: 2 }, harness.asGateway()));
  assert.deepEqual(callsOf(second.events), [...first, [2, 1001, FAILED]]);
  const third = await collect(once.client.executeRun({ ...request, attempt: 3 }, harness.asGateway()));
  assert.deepEqual(callsOf(third.events), [...first, [2, 2001, COMPLETED]]);
  assert.equal(spoken(third.events), 'A whole answer.');
});

test('a gateway of the release before, which says no attempt, is told nothing that it would fail on', async () => {
  await using provider = await startOpenAiServer([{ type: 'text', text: 'Hello.' }]);
  const { client } = await harness.startRuntime({ openaiBaseUrl: provider.url });
  const { events, error } = await collect(client.executeRun(run('hello', { model: 'openai:m' }), harness.asGateway()));
  assert.equal(error, undefined);
  assert.deepEqual([...new Set(events.map((event) => event.case))], ['token', 'usage']);
});

test('a run that broke off in the middle of an answer continues', async () => {
  await using provider = await startOpenAiServer([
    call('a', 'GetProjection', {}),
    { type: 'broken', text: 'Half an', how: 'error_event' },
    { type: 'text', text: 'A whole answer.' },
  ]);
  const { client, seen } = await harness.startRuntime({ openaiBaseUrl: provider.url });
  const request = run('hello', { model: 'openai:m' });
  assert.notEqual((await collect(client.executeRun(request, harness.asGateway()))).error, undefined);
  const { events, error } = await collect(client.executeRun(request, harness.asGateway()));
  assert.equal(error, undefined);
  assert.deepEqual(outline(events), ['snapshot', 'token', 'usage']);
  assert.equal(spoken(events), 'A whole answer.');
  assert.equal(seen.projections.length, 1);
});

test('closing the stream closes the connection to the provider', async () => {
  await using provider = await startOpenAiServer([{ type: 'hangs', text: 'Once upon' }]);
  const { client } = await harness.startRuntime({ openaiBaseUrl: provider.url });
  const abort = new AbortController();
  const stream = client.executeRun(run('hello', { model: 'openai:m' }), harness.asGateway({ signal: abort.signal }));
  await collect(stream, () => abort.abort());
  await provider.abandoned;
});

test('what the model says before and after a tool are paragraphs, in a snapshot too', async () => {
  await using provider = await startOpenAiServer([
    { type: 'tool_call', id: 'a', name: 'GetProjection', args: '{}', text: 'Let me see.' },
    { type: 'text', text: 'So it is.' },
  ]);
  const { client } = await harness.startRuntime({ openaiBaseUrl: provider.url });
  const request = run('hello', { model: 'openai:m' });
  const first = await collect(client.executeRun(request, harness.asGateway()));
  const again = await collect(client.executeRun(request, harness.asGateway()));
  assert.deepEqual([spoken(first.events), spoken(again.events)], Array(2).fill('Let me see.\n\nSo it is.'));
});

test('how models do is told, of every provider, in words that are ours', async () => {
  await using provider = await startOpenAiServer([
    { type: 'text', text: 'Hello.' },
    { type: 'status', status: 401 },
  ]);
  const { client } = await harness.startRuntime({ openaiBaseUrl: provider.url, anthropicApiKey: 'k' });
  const report = async () => (await client.reportProviders({}, harness.asGateway())).providers;
  assert.deepEqual(
    (await report()).map(({ name, configured, models }) => [name, configured, models.length]),
    [
      ['anthropic', true, 0],
      ['google', false, 0],
      ['offline', true, 0],
      ['openai', true, 0],
    ],
  );
  const ask = () => collect(client.executeRun(run('hello', { model: 'openai:m' }), harness.asGateway()));
  const ofModel = async () => (await report()).find(({ name }) => name === 'openai')?.models[0];
  await ask();
  const well = await ofModel();
  assert.deepEqual([well?.name, well?.circuit, well?.lastError], ['openai:m', CircuitState.CLOSED, '']);
  assert.ok(well?.firstTokenP50Ms !== undefined && well.firstTokenP95Ms! >= well.firstTokenP50Ms);
  await ask();
  const ill = await ofModel();
  assert.deepEqual([ill?.circuit, ill?.lastError, ill?.activeCalls], [CircuitState.OPEN, 'model_unavailable', 0]);
  assert.match(ill?.lastErrorMessage ?? '', /refuses the key/);
  assert.ok(ill?.lastErrorAt !== undefined);
});
