import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Severity } from '@ameide/contracts/graph/v1/diagnostic';
import { PatchState } from '@ameide/contracts/graph/v1/patch';
import { validateXsd } from '@ameide/notations/bpmn/node';
import { errorDetail } from '@ameide/service-kit/errors';
import { Code, ConnectError } from '@connectrpc/connect';
import {
  acmeArtifact,
  agent,
  bytes,
  document,
  type Harness,
  insertTask,
  ref,
  refusedWith,
  rename,
  startHarness,
  text,
} from './harness.ts';

let h: Harness;
before(async () => {
  h = await startHarness();
  await h.models.importModel({ artifactId: acmeArtifact, document: bytes(document) }, h.as('alice'));
});
after(() => h.stop());

const alice = () => h.as('alice');

async function exportText(): Promise<string> {
  return text((await h.models.exportModel({ ref }, alice())).document);
}

async function propose(operations: Parameters<Harness['patches']['proposePatch']>[0]['operations']): Promise<string> {
  const proposed = await h.patches.proposePatch({ ref, operations: operations ?? [] }, alice());
  assert.deepEqual(proposed.diagnostics, []);
  assert.ok(proposed.patch);
  return proposed.patch.id;
}

test('an agent proposes, cannot approve, and a person applies: one commit, one small edit', async () => {
  const operations = [...insertTask('Check credit', 'Check', 'Ship')];
  const dryRun = await h.patches.proposePatch({ ref, operations, dryRun: true }, h.as('bob'));
  assert.equal(dryRun.valid, true);
  assert.equal(dryRun.patch, undefined);
  const proposed = await h.patches.proposePatch({ ref, operations }, h.as('alice', agent));
  assert.ok(proposed.patch);
  assert.equal(proposed.patch.state, PatchState.PROPOSED);
  const { runId, proposedBy, onBehalfOf } = proposed.patch;
  assert.deepEqual([runId, proposedBy, onBehalfOf], [agent.runId, 'bpmn', 'alice']);
  assert.deepEqual(proposed.preview?.change, dryRun.preview?.change);
  assert.match(proposed.preview?.summary.join('\n') ?? '', /Check credit/);
  assert.ok(proposed.preview?.editorCommands.length);

  const patchId = proposed.patch.id;
  for (const decide of [h.patches.applyPatch, h.patches.rejectPatch]) {
    const refused = refusedWith(Code.PermissionDenied, 'human_approval_required');
    await assert.rejects(decide({ patchId }, h.as('alice', agent)), refused);
  }
  await assert.rejects(
    h.patches.applyPatch({ patchId }, h.as('bob')),
    refusedWith(Code.PermissionDenied, 'role_required'),
  );
  await assert.rejects(h.patches.applyPatch({ patchId }, h.as('carol')), refusedWith(Code.NotFound, 'patch_not_found'));

  const applied = await h.patches.applyPatch({ patchId, expectedVersion: 1, correlationId: 'apply-1' }, alice());
  assert.equal(applied.commit?.version, 2);
  assert.equal(applied.commit?.patchId, patchId);
  assert.equal(applied.commit?.runId, agent.runId);
  const after = await exportText();
  assert.deepEqual(validateXsd(after), []);
  const kept = document.split('\n').filter((line) => after.split('\n').includes(line)).length;
  assert.ok(document.split('\n').length - kept <= 6, `${kept} of ${document.split('\n').length} lines stayed`);

  const repeated = await h.patches.applyPatch({ patchId, expectedVersion: 1, correlationId: 'apply-1' }, alice());
  assert.equal(repeated.commit?.id, applied.commit?.id);
  await assert.rejects(
    h.patches.applyPatch({ patchId }, alice()),
    refusedWith(Code.FailedPrecondition, 'patch_already_decided'),
  );
});

test('a one-word rename is a one-line diff', async () => {
  const before = (await exportText()).split('\n');
  await h.patches.applyPatch({ patchId: await propose([rename('Start', 'Order came')]) }, alice());
  const after = (await exportText()).split('\n');
  assert.equal(after.length, before.length);
  assert.equal(after.filter((line, index) => line !== before[index]).length, 1);
});

test('a patch on an older version is rebased when it commutes, and refused with the operations when it does not', async () => {
  const [first, commuting, conflicting] = [
    await propose([rename('Ship', 'Deliver goods')]),
    await propose([rename('End', 'Delivered')]),
    await propose([rename('Ship', 'Send goods')]),
  ];
  await h.patches.applyPatch({ patchId: first }, alice());
  const rebased = await h.patches.applyPatch({ patchId: commuting }, alice());
  assert.equal(rebased.rebased, true);
  const serverVersion = rebased.commit?.version;
  const conflictOf = async (expectedVersion?: number) => {
    const request = { patchId: conflicting, ...(expectedVersion && { expectedVersion }) };
    const refusal = await h.patches.applyPatch(request, alice()).catch((error: unknown) => error);
    assert.equal(ConnectError.from(refusal).code, Code.Aborted);
    const { reason, conflict } = errorDetail(refusal)!;
    const { operationIds, elementIds, versions } = conflict!;
    assert.equal(conflict?.serverVersion, serverVersion);
    return { reason, operationIds, elementIds, versions };
  };
  const about = { operationIds: ['rename'], elementIds: ['Ship'], versions: [serverVersion! - 1] };
  assert.deepEqual(await conflictOf(), { reason: 'patch_conflict', ...about });
  assert.deepEqual(await conflictOf(2), {
    reason: 'version_mismatch',
    operationIds: [],
    elementIds: [],
    versions: [],
  });
  const after = await exportText();
  assert.match(after, /Deliver goods/);
  assert.match(after, /Delivered/);
  const rejected = await h.patches.rejectPatch({ patchId: conflicting, reason: 'not needed' }, alice());
  assert.equal(rejected.patch?.state, PatchState.REJECTED);
  assert.equal(rejected.patch?.reason, 'not needed');
});

test('a partial approval must be closed under dependencies', async () => {
  const operations = [...insertTask('Pack goods', 'Start', 'Check'), rename('End', 'Closed')];
  const patchId = await propose(operations);
  await assert.rejects(
    h.patches.applyPatch({ patchId, approvedOperationIds: ['in'] }, alice()),
    refusedWith(Code.FailedPrecondition, 'approval_incomplete'),
  );
  await assert.rejects(
    h.patches.applyPatch({ patchId, approvedOperationIds: ['nothing'] }, alice()),
    refusedWith(Code.FailedPrecondition, 'patch_invalid'),
  );
  await h.patches.applyPatch({ patchId, approvedOperationIds: ['rename'] }, alice());
  const after = await exportText();
  assert.match(after, /name="Closed"/);
  assert.doesNotMatch(after, /Pack goods/);
  const { patch } = await h.patches.getPatch({ patchId }, h.as('bob'));
  assert.deepEqual(patch?.approvedOperationIds, ['rename']);
});

test('operations that cannot be applied are answered with diagnostics and store nothing', async () => {
  const count = async () => (await h.patches.listPatches({ ref, pageSize: 100 }, alice())).patches.length;
  const before = await count();
  const answer = await h.patches.proposePatch({ ref, operations: [rename('Nowhere', 'x')] }, alice());
  assert.equal(answer.valid, false);
  assert.equal(answer.patch, undefined);
  assert.equal(answer.diagnostics[0]?.code, 'selector_matches_nothing');
  const same = await h.patches.proposePatch({ ref, operations: [rename('Check', 'Check order')] }, alice());
  assert.equal(same.valid, false);
  assert.equal(same.diagnostics[0]?.code, 'patch_changes_nothing');
  const ship = { selector: { case: 'id', value: 'Ship' } } as const;
  const absent = { condition: { case: 'absent', value: ship } } as const;
  const broken = { ...rename('Ship', 'Deliver'), postConditions: [absent] };
  for (const dryRun of [true, false]) {
    const failed = await h.patches.proposePatch({ ref, operations: [broken], dryRun }, alice());
    assert.deepEqual([failed.valid, failed.diagnostics[0]?.code], [false, 'postcondition_failed']);
    assert.equal(failed.diagnostics[0]?.severity, Severity.ERROR);
  }
  const otherCase = await h.patches.proposePatch({ ref, operations: [rename('ship', 'x')] }, alice());
  assert.equal(otherCase.diagnostics[0]?.code, 'selector_matches_nothing');
  assert.equal(await count(), before);
});

test('a repeated proposal with the same correlation id is one patch', async () => {
  const request = { ref, operations: [rename('Check', 'Check the order')], correlationId: 'propose-1' };
  const answers = await Promise.all(Array.from({ length: 8 }, () => h.patches.proposePatch(request, alice())));
  assert.equal(new Set(answers.map(({ patch }) => patch?.id)).size, 1);
  await assert.rejects(
    h.patches.proposePatch({ ...request, title: 'another' }, alice()),
    refusedWith(Code.AlreadyExists, 'correlation_id_reused'),
  );
});

test('patches that are applied at the same time all arrive, each as a commit of its own', async () => {
  const { version } = await h.models.getModel({ ref }, alice());
  const renames = ['Start', 'Check', 'Ship', 'End'].map((id) => rename(id, `${id} at once`));
  const ids = await Promise.all(renames.map((operation) => propose([operation])));
  const applied = await Promise.all(ids.map((patchId) => h.patches.applyPatch({ patchId }, alice())));
  const versions = applied.map(({ commit }) => Number(commit?.version)).toSorted((a, b) => a - b);
  assert.deepEqual(
    versions,
    [1, 2, 3, 4].map((n) => version + n),
  );
  assert.equal((await exportText()).match(/at once/g)?.length, 4);
});

test('pages of patches hold each patch once', async () => {
  const all: string[] = [];
  for (let pageToken = ''; ; ) {
    const page = await h.patches.listPatches({ ref, pageSize: 3, pageToken }, alice());
    all.push(...page.patches.map(({ id }) => id));
    if (page.nextPageToken === '') break;
    pageToken = page.nextPageToken;
  }
  const whole = await h.patches.listPatches({ ref, pageSize: 100 }, alice());
  assert.deepEqual(
    all,
    whole.patches.map(({ id }) => id),
  );
  assert.ok(all.length > 6);
});
