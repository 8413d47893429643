import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patchNotFound } from '../refusal.ts';
import type { PatchCommand } from './commands.ts';
import type { PatchApplied, PatchEvent, PatchRejected } from './events.ts';
import { given, created as proposed } from './patch.fixture.ts';
import { initialState } from './state.ts';

const applied: PatchApplied = {
  type: 'PatchApplied',
  patchId: 'p1',
  approvedOperationIds: ['add'],
  commitId: 'c1',
  version: 4,
  approvedBy: 'alice',
  rebased: false,
  appliedAt: '2026-01-02T00:00:00.000Z',
  artifactId: proposed.artifactId,
  runId: proposed.runId,
};
const rejected: PatchRejected = {
  type: 'PatchRejected',
  patchId: 'p1',
  rejectedBy: 'alice',
  reason: 'not now',
  rejectedAt: '2026-01-02T00:00:00.000Z',
};

const without = <T extends PatchEvent>({ type: _, ...fields }: T) => fields as Omit<T, 'type'>;
const withoutProposal = ({ type: _, artifactId, runId, ...fields }: PatchApplied) => fields;
const propose: PatchCommand = { ...without(proposed), type: 'ProposePatch' };
const apply: PatchCommand = { ...withoutProposal(applied), type: 'ApplyPatch', by: 'person' };
const applyAsAgent: PatchCommand = { ...apply, by: 'agent' };
const reject: PatchCommand = { ...without(rejected), type: 'RejectPatch', by: 'person' };
const rejectAsAgent: PatchCommand = { ...reject, by: 'agent' };

const alreadyDecided = { reason: 'patch_already_decided' } as const;

test('a patch is proposed once', () => {
  given().when(propose).thenEvents(proposed);
  given(proposed)
    .when(propose)
    .thenThrows(/p1 was proposed before/);
});

test('a person applies a patch that waits, also one that an agent has proposed on their behalf; an agent does not', () => {
  given(proposed).when(apply).thenEvents(applied);
  given(proposed).when(applyAsAgent).thenRefused({ reason: 'human_approval_required' });
});

test('a person rejects a patch that waits; an agent does not', () => {
  given(proposed).when(reject).thenEvents(rejected);
  given(proposed).when(rejectAsAgent).thenRefused({ reason: 'human_approval_required' });
});

test('what was never proposed can be neither applied nor rejected', () => {
  for (const command of [apply, applyAsAgent, reject]) given().when(command).thenRefused(patchNotFound('p1'));
});

test('what was decided stays decided', () => {
  for (const decision of [applied, rejected]) {
    for (const command of [apply, applyAsAgent, reject]) {
      given(proposed, decision).when(command).thenRefused(alreadyDecided);
    }
  }
});

test('a decision without a proposal, which no command makes, is passed over', () => {
  assert.deepEqual(given(applied, rejected).state(), initialState);
});
