import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PatchCommand, PatchRefusalReason } from './commands.ts';
import { decide } from './decide.ts';
import type { PatchApplied, PatchEvent, PatchProposed, PatchRejected } from './events.ts';
import { evolve } from './evolve.ts';
import { initialState } from './state.ts';

const proposed: PatchProposed = {
  type: 'PatchProposed',
  patchId: 'p1',
  artifactId: 'a1',
  branch: 'main',
  baseVersion: 3,
  operations: [],
  title: 'Check credit',
  proposedBy: 'bob',
  runId: 'r1',
  proposedAt: '2026-01-01T00:00:00.000Z',
};
const applied: PatchApplied = {
  type: 'PatchApplied',
  patchId: 'p1',
  approvedOperationIds: ['add'],
  commitId: 'c1',
  version: 4,
  approvedBy: 'alice',
  rebased: false,
  appliedAt: '2026-01-02T00:00:00.000Z',
};
const rejected: PatchRejected = {
  type: 'PatchRejected',
  patchId: 'p1',
  rejectedBy: 'alice',
  reason: 'not now',
  rejectedAt: '2026-01-02T00:00:00.000Z',
};

const without = <T extends PatchEvent>({ type: _, ...fields }: T) => fields as Omit<T, 'type'>;
const propose: PatchCommand = { type: 'propose', proposal: without(proposed) };
const apply: PatchCommand = { type: 'apply', application: without(applied), byHuman: true };
const applyAsAgent: PatchCommand = { ...apply, byHuman: false };
const reject: PatchCommand = { type: 'reject', rejection: without(rejected) };

const decisions: readonly PatchCommand[] = [apply, applyAsAgent, reject];

const given = (...events: readonly PatchEvent[]) => ({
  when: (command: PatchCommand) => decide(command, events.reduce(evolve, initialState)),
});
const refused = (reason: PatchRefusalReason) => ({ refused: { reason } });

test('a patch is proposed once', () => {
  assert.deepEqual(given().when(propose), { events: [proposed] });
  assert.throws(() => given(proposed).when(propose), /p1 was proposed before/);
});

test('a person applies a patch that waits; an agent does not', () => {
  assert.deepEqual(given(proposed).when(apply), { events: [applied] });
  assert.deepEqual(given(proposed).when(applyAsAgent), refused('human_approval_required'));
});

test('a patch that waits can be rejected', () => {
  assert.deepEqual(given(proposed).when(reject), { events: [rejected] });
});

test('what was never proposed can be neither applied nor rejected', () => {
  for (const command of [apply, applyAsAgent, reject])
    assert.deepEqual(given().when(command), refused('patch_not_found'));
});

test('what was decided stays decided', () => {
  for (const decision of [applied, rejected]) {
    for (const command of decisions) {
      assert.deepEqual(given(proposed, decision).when(command), refused('patch_already_decided'));
    }
  }
});

test('a decision without a proposal, which no command makes, is passed over', () => {
  assert.deepEqual([applied, rejected].reduce<ReturnType<typeof evolve>>(evolve, initialState), initialState);
});
