import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  LayoutCommittedSchema,
  ModelCommittedSchema,
  PatchAppliedSchema,
  PatchProposedSchema,
  PatchRejectedSchema,
} from '@ameide/contracts/events/v1/graph';
import { PatchState } from '@ameide/contracts/graph/v1/patch';
import { compareCursors, createEventStore, START } from '@ameide/event-store';
import { encodePageToken } from '@ameide/service-kit/testing';
import { until } from '@ameide/test-kit';
import { createRegistry, fromJson, type JsonValue, toJson } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';
import {
  acmeArtifact,
  bytes,
  document,
  globexArtifact,
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
const headVersion = async () => (await h.models.getModel({ ref }, alice())).version;

async function propose(operations: NonNullable<Parameters<Harness['patches']['proposePatch']>[0]['operations']>) {
  const { patch } = await h.patches.proposePatch({ ref, operations }, alice());
  assert.ok(patch);
  return patch.id;
}

/** Waits until a connection of the service waits for a lock, and answers with its process id. */
async function blockedConnection(): Promise<number> {
  for (let looks = 0; looks < 10_000; looks++) {
    const { rows } = await h.admin.query(
      `select pid from pg_stat_activity where application_name = 'test' and wait_event_type = 'Lock' and query ~ 'append'`,
    );
    if (rows[0]) return rows[0].pid;
  }
  throw new Error('no connection waits for the row of the patch');
}

test('a connection that dies in the middle of ApplyPatch leaves nothing, and the repeat succeeds', async () => {
  const patchId = await propose([...insertTask('Check credit', 'Check', 'Ship')]);
  const [version, exported] = [await headVersion(), (await h.models.exportModel({ ref }, alice())).document];
  const events = async () => (await h.admin.query('select count(*)::int from graphpatch.events')).rows[0].count;
  const recorded = await events();
  const request = { patchId, correlationId: 'through-a-fault' };
  const blocker = await h.admin.connect();
  try {
    await blocker.query('begin');
    await blocker.query('select from graphpatch.patches where id = $1 for update', [patchId]);
    const broken = h.patches.applyPatch(request, alice());
    broken.catch(() => undefined);
    await h.admin.query('select pg_terminate_backend($1)', [await blockedConnection()]);
    await assert.rejects(broken, refusedWith(Code.Unavailable, 'database_unavailable'));
  } finally {
    await blocker.query('rollback');
    blocker.release();
  }
  assert.equal(await headVersion(), version);
  assert.equal(await events(), recorded);
  assert.deepEqual((await h.models.exportModel({ ref }, alice())).document, exported);
  assert.equal((await h.patches.getPatch({ patchId }, alice())).patch?.state, PatchState.PROPOSED);

  const repeated = await h.patches.applyPatch(request, alice());
  assert.equal(repeated.commit?.version, version + 1);
  const again = await h.patches.applyPatch(request, alice());
  assert.equal(again.commit?.id, repeated.commit?.id);
});

test('the same ApplyPatch many times at once, over two replicas, is one commit', async () => {
  const [version, other] = [await headVersion(), h.open()];
  const request = { patchId: await propose([rename('Ship', 'Ship once')]), correlationId: 'all-at-once' };
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, n) => (n % 2 === 0 ? h : other).patches.applyPatch(request, alice())),
  );
  assert.equal(new Set(answers.map(({ commit }) => commit?.id)).size, 1);
  assert.equal(await headVersion(), version + 1);
});

test('without a correlation id, one of many at once applies a patch and the others hear that it was', async () => {
  const patchId = await propose([rename('Ship', 'Ship by one')]);
  const answers = await Promise.allSettled(Array.from({ length: 8 }, () => h.patches.applyPatch({ patchId }, alice())));
  const failures = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
  assert.equal(failures.length, 7);
  for (const failure of failures) assert.ok(refusedWith(Code.FailedPrecondition, 'patch_already_decided')(failure));
});

test('many patches at once over two replicas all arrive', async () => {
  const [version, other] = [await headVersion(), h.open()];
  const ids: string[] = [];
  for (let n = 0; n < 20; n++) ids.push(await propose([addTask(`Parallel ${n}`)]));
  await Promise.all(ids.map((patchId, n) => (n % 2 === 0 ? h : other).patches.applyPatch({ patchId }, alice())));
  assert.equal(await headVersion(), version + ids.length);
  assert.equal(text((await h.models.exportModel({ ref }, alice())).document).match(/name="Parallel /g)?.length, 20);
});

function addTask(name: string) {
  const parent = { selector: { case: 'id', value: 'Process_Order' } } as const;
  return { id: 'add', operation: { case: 'addNode', value: { node: { kind: 'bpmn::task', name }, parent } } } as const;
}

test('an import and patches at the same time: each is a version of its own, and none overwrites another unseen', async () => {
  for (let round = 0; round < 5; round++) {
    const version = await headVersion();
    const current = text((await h.models.exportModel({ ref }, alice())).document);
    const replacement = current.replace(/(<bpmn:endEvent id="End" name=")[^"]*/, `$1Imported ${round}`);
    const patchId = await propose([rename('Start', `Patched ${round}`)]);
    const request = { artifactId: acmeArtifact, document: bytes(replacement), expectedVersion: version };
    const [imported, applied] = await Promise.allSettled([
      h.models.importModel(request, alice()),
      h.patches.applyPatch({ patchId }, alice()),
    ]);
    assert.equal(applied.status, 'fulfilled');
    const after = text((await h.models.exportModel({ ref }, alice())).document);
    assert.match(after, new RegExp(`Patched ${round}`));
    if (imported.status === 'rejected') {
      assert.ok(refusedWith(Code.Aborted, 'version_mismatch')(imported.reason));
      assert.equal(await headVersion(), version + 1);
    } else {
      assert.match(after, new RegExp(`Imported ${round}`));
      assert.equal(await headVersion(), version + 2);
    }
  }
});

test('patches of another tenant cannot be seen, applied, rejected or listed', async () => {
  const patchId = await propose([rename('Ship', 'Theirs')]);
  const carol = () => h.as('carol');
  const { patches } = h;
  const notFound = refusedWith(Code.NotFound, 'patch_not_found');
  await assert.rejects(patches.getPatch({ patchId }, carol()), notFound);
  await assert.rejects(patches.applyPatch({ patchId }, carol()), notFound);
  await assert.rejects(patches.rejectPatch({ patchId }, carol()), notFound);
  await assert.rejects(patches.listPatches({ ref }, carol()), refusedWith(Code.NotFound, 'model_not_found'));
  await assert.rejects(
    patches.proposePatch({ ref, operations: [rename('Ship', 'x')] }, carol()),
    refusedWith(Code.NotFound, 'model_not_found'),
  );
  assert.equal((await patches.getPatch({ patchId: patchId.toUpperCase() }, alice())).patch?.id, patchId);
  assert.ok((await patches.applyPatch({ patchId: patchId.toUpperCase() }, alice())).commit);
});

test('patches are listed by state', async () => {
  const [waiting, refused] = [await propose([rename('Ship', 'Waiting')]), await propose([rename('Ship', 'Refused')])];
  await h.patches.rejectPatch({ patchId: refused, reason: 'no' }, alice());
  const list = async (state: PatchState) => {
    const { patches } = await h.patches.listPatches({ ref, state, pageSize: 100 }, alice());
    for (const patch of patches) assert.equal(patch.state, state);
    return patches.map(({ id }) => id);
  };
  assert.ok((await list(PatchState.PROPOSED)).includes(waiting));
  assert.ok((await list(PatchState.REJECTED)).includes(refused));
  assert.ok(!(await list(PatchState.APPLIED)).includes(waiting) && (await list(PatchState.APPLIED)).length > 20);
  const first = await h.patches.listPatches({ ref, state: PatchState.APPLIED, pageSize: 1 }, alice());
  const otherState = { ref, state: PatchState.PROPOSED, pageToken: first.nextPageToken };
  await assert.rejects(
    h.patches.listPatches(otherState, alice()),
    refusedWith(Code.InvalidArgument, 'page_token_invalid'),
  );
});

test('a forged page token is the fault of the request', async () => {
  const commits = encodePageToken(`ListCommits ${ref}`, 'not a version');
  const refused = refusedWith(Code.InvalidArgument, 'page_token_invalid');
  await assert.rejects(h.models.listCommits({ ref, pageToken: commits }, alice()), refused);
  const patches = encodePageToken(`ListPatches ${JSON.stringify([ref, '', 0, '', false, false])}`, {
    proposedAt: 'yesterday',
    id: '1',
  });
  await assert.rejects(h.patches.listPatches({ ref, pageToken: patches }, alice()), refused);
});

test('a character that cannot be stored is the fault of the request', async () => {
  const operations = [rename('Ship', 'Storable')];
  const attempt = h.patches.proposePatch({ ref, operations, title: 'a\u0000b' }, alice());
  await assert.rejects(attempt, refusedWith(Code.InvalidArgument, 'text_not_storable'));
});

test('an artifact in capital letters is the same artifact', async () => {
  const artifactId = globexArtifact.toUpperCase();
  const imported = await h.models.importModel({ artifactId, document: bytes(document) }, h.as('carol'));
  assert.equal(imported.commit?.ref, `artifacts/${globexArtifact}/main@1`);
});

test('every recorded event decodes strictly, says who and on which trace, and loses nothing', async () => {
  const registry = createRegistry(
    ModelCommittedSchema,
    LayoutCommittedSchema,
    PatchProposedSchema,
    PatchAppliedSchema,
    PatchRejectedSchema,
  );
  const seen = new Set<string>();
  const store = createEventStore({ pool: h.pool, schema: 'graphpatch' });
  let after = START;
  // A transaction of anybody on this server hides what comes after it, for as long as it is open.
  await until(async () => {
    const page = await store.readAll({ after, limit: 50 });
    for (const { type, data, metadata } of page.events) {
      const schema = registry.getMessage(`ameide.events.v1.${type}`);
      assert.ok(schema, `an event ${type}`);
      assert.deepEqual(toJson(schema, fromJson(schema, data as JsonValue), { registry }), data);
      assert.ok(metadata.actor && metadata.correlationId, type);
      assert.match(metadata.traceparent ?? '', /^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/, type);
      seen.add(type);
    }
    after = page.next;
    return page.events.length === 0 && compareCursors(after, page.ceiling) >= 0;
  });
  assert.equal(seen.size, 5);
});
