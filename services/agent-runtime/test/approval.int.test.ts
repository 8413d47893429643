import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type AgentRuntimeService,
  ExecuteRunRequestSchema,
  InterruptDecisionSchema,
} from '@ameide/contracts/agents/v1/agent_runtime_service';
import type { DecisionSchema } from '@ameide/contracts/inference/v1/run';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import type { Client } from '@connectrpc/connect';
import { collect, type Harness, outline, run, spoken, startHarness, valuesOf } from './harness.ts';

let harness: Harness;
before(async () => {
  harness = await startHarness();
});
after(() => harness.stop());

type Decision = MessageInitShape<typeof DecisionSchema>['decision'];
type Request = Parameters<Client<typeof AgentRuntimeService>['executeRun']>[0];

const CHANGE = 'add a user task "Call back" after "Check order"';
/** A run of an agent whose proposals a person approves first. */
const careful = () => run(CHANGE, { approvalRequired: ['ProposePatch'] });

const execute = (client: Client<typeof AgentRuntimeService>, request: Request) =>
  collect(client.executeRun(request, harness.asGateway()));

function withDecision(request: Request, attempt: number, interruptId: string, decision: Decision & object): Request {
  const decided = create(InterruptDecisionSchema, { interruptId, decision: { decision } });
  return create(ExecuteRunRequestSchema, { ...request, attempt, decision: decided } as never);
}

/** The run up to where it asks, and what goes on with it in another process. */
async function asked() {
  const request = careful();
  const first = await harness.startRuntime();
  const { events, error } = await execute(first.client, request);
  assert.equal(error, undefined);
  const [interrupt] = valuesOf(events, 'interrupt');
  assert.equal(events.at(-1)?.case, 'interrupt');
  assert.equal(first.seen.proposals.length, 0);
  const second = await harness.startRuntime();
  return {
    ...{ request, interrupt: interrupt!, events },
    seen: second.seen,
    decide: (decision: Decision, attempt = 2, interruptId = interrupt!.id) =>
      execute(second.client, withDecision(request, attempt, interruptId, decision!)),
    again: () => execute(second.client, request),
  };
}

test('a run stops before the tool, and goes on with it when it is approved, in whichever process', async () => {
  const { interrupt, events, decide, seen, request } = await asked();
  const call = valuesOf(events, 'toolCall').at(-1)!;
  assert.deepEqual([interrupt.id, interrupt.toolCall], [call.id, call]);
  const rest = await decide({ case: 'approve', value: {} });
  assert.equal(rest.error, undefined);
  assert.equal(seen.patches.size, 1);
  const whole = await execute((await harness.startRuntime()).client, run(CHANGE));
  assert.equal(spoken(rest.events), spoken(whole.events));
  assert.deepEqual(outline(rest.events).slice(0, 3), ['snapshot', 'toolResult', 'suggestion']);
  // What was decided says nothing about what is over.
  const over = await decide({ case: 'reject', value: { reason: '' } }, 3);
  assert.deepEqual(outline(over.events), ['snapshot']);
  assert.equal(seen.proposals.length, 1);
  assert.equal(request.runId, seen.proposals[0]!.who.runId);
});

test('a run asks the same again until there is a decision about just that', async () => {
  const { interrupt, decide, again, seen } = await asked();
  const approve = { case: 'approve', value: {} } as const;
  for (const { events } of [await again(), await decide(approve, 2, 'another')]) {
    assert.deepEqual(outline(events), ['snapshot', 'interrupt']);
    assert.equal(valuesOf(events, 'interrupt')[0]!.id, interrupt.id);
  }
  assert.equal(seen.proposals.length, 0);
});

test('a person changes the arguments, and the tool gets those', async () => {
  const { interrupt, decide, seen } = await asked();
  const args = { ...interrupt.toolCall!.arguments!, title: 'As the person wants it' };
  const { events } = await decide({ case: 'edit', value: { arguments: args } });
  assert.deepEqual(
    [...seen.patches.values()].map(({ request }) => request.title),
    ['As the person wants it'],
  );
  assert.equal(valuesOf(events, 'toolResult')[0]!.ok, true);
});

test('a person changes the arguments to some that do not fit, and the model is told', async () => {
  const { decide, seen } = await asked();
  const { events } = await decide({ case: 'edit', value: { arguments: { operations: 'none' } } });
  assert.equal(seen.proposals.length, 0);
  assert.equal(valuesOf(events, 'toolResult')[0]!.ok, false);
});

test('a person says no, or answers instead: the tool is not called', async () => {
  const rejected = await asked();
  const no = await rejected.decide({ case: 'reject', value: { reason: 'Not before the audit.' } });
  const [result] = valuesOf(no.events, 'toolResult');
  assert.deepEqual([result?.ok, result?.summary], [false, 'Rejected. Not before the audit.']);
  const answered = await asked();
  const text = await answered.decide({ case: 'answer', value: { text: 'It is there already.' } });
  assert.equal(valuesOf(text.events, 'toolResult')[0]!.summary, 'It is there already.');
  assert.equal(rejected.seen.proposals.length + answered.seen.proposals.length, 0);
});

test('a decision holds when the process is lost before the tool has answered', async () => {
  const request = careful();
  const lost = Promise.withResolvers<void>();
  const { client } = await harness.startRuntime({
    hooks: {
      async proposal(signal) {
        lost.resolve();
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    },
  });
  const { events } = await execute(client, request);
  const { id } = valuesOf(events, 'interrupt')[0]!;
  const approved = (attempt: number) => withDecision(request, attempt, id, { case: 'approve', value: {} });
  const abort = new AbortController();
  const broken = collect(client.executeRun(approved(2), harness.asGateway({ signal: abort.signal })));
  await lost.promise;
  abort.abort();
  await broken;
  const next = await harness.startRuntime();
  const rest = await execute(next.client, approved(3));
  assert.equal(rest.error, undefined);
  assert.equal(next.seen.patches.size, 1);
});
