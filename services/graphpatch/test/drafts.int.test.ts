import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Side } from '@ameide/contracts/editor/v1/draft';
import { RejectionReason } from '@ameide/contracts/editor/v1/model_editor_service';
import { expire } from '@ameide/event-store';
import { Code } from '@connectrpc/connect';
import { declaration } from '../src/declaration.ts';
import {
  acmeArtifact,
  agent,
  bytes,
  document,
  type Harness,
  insertTask,
  type Person,
  refusedWith,
  rename,
  startHarness,
  text,
} from './harness.ts';

let h: Harness;
before(async () => {
  h = await startHarness();
});
after(() => h.stop());

const alice = () => h.as('alice');
type Op = NonNullable<Parameters<Harness['editor']['saveDraft']>[0]['operations']>[number];
type Outcome = { readonly outcome: { readonly case: string | undefined; readonly value?: unknown } };

/** What an answer says under the expected case. */
function told<Answer extends Outcome, Case extends NonNullable<Answer['outcome']['case']>>(answer: Answer, name: Case) {
  assert.equal(
    answer.outcome.case,
    name,
    JSON.stringify(answer.outcome.value, (_, v) => (typeof v === 'bigint' ? `${v}` : v)),
  );
  return (answer.outcome as Extract<Answer['outcome'], { case: Case }>).value as NonNullable<
    Extract<Answer['outcome'], { case: Case }>['value']
  >;
}

/** A new model, and what a person does with it on one device. */
async function newModel(editor = h.editor) {
  const branch = randomUUID();
  const ref = `artifacts/${acmeArtifact}/${branch}`;
  await h.models.importModel({ artifactId: acmeArtifact, branch, document: bytes(document) }, alice());
  const person = (who: Person) => {
    let revision = 0;
    let version = 1;
    return {
      /** Sends operations on what this device has seen. */
      async save(operations: readonly Op[], batchId: string = randomUUID(), on = { version, revision }, redoOf = '') {
        const asked = { ref, ...on, batchId, operations: [...operations], redoOf };
        const answer = await editor.saveDraft(asked, h.as(who));
        if (answer.outcome.case === 'saved') ({ revision, version } = answer.outcome.value.draft!);
        return answer;
      },
      get: () => editor.getDraft({ ref }, h.as(who)),
      async document() {
        return text((await editor.getDraft({ ref }, h.as(who))).document);
      },
      undo: (batchId: string) => editor.undoDraft({ ref, batchId }, h.as(who)),
      rebase: (choices: Parameters<Harness['editor']['rebaseDraft']>[0]['choices'] = []) =>
        editor.rebaseDraft({ ref, choices }, h.as(who)),
      discard: (seen = 0) => editor.discardDraft({ ref, revision: seen }, h.as(who)),
      snapshot: (more: { comment?: string; revision?: number; correlationId?: string } = {}) =>
        editor.createSnapshot({ ref, ...more }, h.as(who)),
    };
  };
  return {
    ref,
    person,
    exported: async () => text((await h.models.exportModel({ ref }, alice())).document),
    async commit(version: number, operations: readonly Op[]) {
      const asked = { ref, expectedVersion: version, operations: [...operations] };
      told(await h.editor.proposeCommands(asked, alice()), 'applied');
    },
  };
}

test('what is drawn is kept as a draft, and is one version when it is saved', async () => {
  const { ref, person, exported } = await newModel();
  const mine = person('alice');
  assert.deepEqual(await mine.get().then(({ draft, newestVersion }) => [draft, newestVersion]), [undefined, 1]);

  const saved = told(await mine.save(insertTask('Pack', 'Check', 'Ship')), 'saved');
  assert.deepEqual(Object.keys(saved.idMap).toSorted(), ['add', 'in', 'out']);
  assert.deepEqual([saved.draft?.version, saved.draft?.operationCount, saved.rebased], [1, 4, false]);
  assert.match(saved.applied!.summary.join('\n'), /task "Pack"/);
  told(await mine.save([rename('Ship', 'Send')]), 'saved');
  assert.equal(await exported(), document);

  const { draft, batches } = await mine.get();
  assert.deepEqual([draft?.batchCount, draft?.operationCount, batches.length], [2, 5, 2]);
  const drawn = await mine.document();
  assert.match(drawn, /name="Pack"[\s\S]*|name="Send"/);

  const { commit } = told(await mine.snapshot({ comment: 'Packing' }), 'created');
  assert.deepEqual([commit?.version, commit?.comment, commit?.draftOperations], [2, 'Packing', 5]);
  assert.equal(await exported(), drawn);
  assert.deepEqual(await mine.get().then((left) => [left.draft, left.newestVersion]), [undefined, 2]);
  await assert.rejects(mine.snapshot(), refusedWith(Code.FailedPrecondition, 'draft_empty'));

  await h.models.revertCommit({ ref }, alice());
  assert.equal(await exported(), document);
  const { commits } = await h.editor.listSnapshots({ ref }, h.as('bob'));
  assert.deepEqual(
    commits.map(({ version }) => version),
    [2],
  );
});

test('what cannot be drawn is rejected with what is wrong, and is not kept', async () => {
  const { ref, person } = await newModel();
  const mine = person('alice');
  const unknown = told(await mine.save([rename('Nowhere', 'x')]), 'rejected');
  assert.equal(unknown.reason, RejectionReason.SEM_RULE_VIOLATION);
  assert.match(unknown.diagnostics[0]!.message, /Nowhere/);
  const denied = told(await person('bob').save([rename('Check', 'x')]), 'rejected');
  assert.equal(denied.reason, RejectionReason.AUTHZ_DENIED);
  const operations = [rename('Check', 'x')];
  const request = { ref, version: 1, batchId: randomUUID(), operations };
  const save = (more: Partial<typeof request>, who = alice()) => h.editor.saveDraft({ ...request, ...more }, who);
  await assert.rejects(save({}, h.as('alice', agent)), refusedWith(Code.PermissionDenied, 'human_approval_required'));
  await assert.rejects(save({}, h.as('carol')), refusedWith(Code.NotFound, 'model_not_found'));
  await assert.rejects(save({ version: 7 }), refusedWith(Code.NotFound, 'version_not_found'));
  await assert.rejects(save({ ref: `${ref}@1` }), refusedWith(Code.InvalidArgument, 'ref_invalid'));
  assert.equal((await mine.get()).draft, undefined);
});

test('a repeat changes nothing, also in another process and when the draft is saved already', async () => {
  const { person, exported } = await newModel();
  const mine = person('alice');
  const operations = insertTask('Pack', 'Check', 'Ship');
  const batchId = randomUUID();
  const first = await mine.save(operations, batchId);
  assert.deepEqual(await mine.save(operations, batchId), first);
  await assert.rejects(
    mine.save([rename('Check', 'Look')], batchId),
    refusedWith(Code.AlreadyExists, 'correlation_id_reused'),
  );
  const created = await mine.snapshot({ correlationId: 'once' });
  assert.deepEqual(await mine.snapshot({ correlationId: 'once' }), created);
  assert.deepEqual(await mine.save(operations, batchId), first);
  assert.equal((await mine.get()).draft, undefined);
  assert.equal((await exported()).match(/name="Pack"/g)?.length, 1);
});

test('two devices of a person draw on one draft; a device that has not seen the other is moved, or told', async () => {
  const { person } = await newModel();
  const [desk, sofa] = [person('alice'), person('alice')];
  told(await desk.save([rename('Start', 'Begun')]), 'saved');
  const seen = (await sofa.get()).draft!;
  told(await desk.save([rename('Check', 'Look')]), 'saved');

  const place = { version: 1, revision: seen.revision };
  const clash = told(await sofa.save([rename('Check', 'See')], randomUUID(), place), 'rejected');
  assert.equal(clash.reason, RejectionReason.VERSION_MISMATCH);
  const [conflict] = clash.conflicts;
  assert.deepEqual(
    [conflict?.elementId, conflict?.field, conflict?.myValueJson, conflict?.theirValueJson, conflict?.theirAuthorId],
    ['Check', 'name', '"See"', '"Look"', 'alice'],
  );
  const moved = told(await sofa.save([rename('Ship', 'Send')], randomUUID(), place), 'saved');
  assert.deepEqual([moved.rebased, moved.draft?.batchCount], [true, 3]);
  assert.match(await sofa.document(), /"Begun"[\s\S]*"Look"[\s\S]*"Send"/);

  told(await desk.snapshot(), 'created');
  const late = told(await sofa.save([rename('Check', 'See')]), 'rejected');
  assert.equal(late.reason, RejectionReason.VERSION_MISMATCH);
});

test('many devices at once lose nothing', async () => {
  const { person } = await newModel();
  const ids = ['Start', 'Check', 'Ship', 'End'];
  const answers = await Promise.all(ids.map((id) => person('alice').save([rename(id, `New ${id}`)])));
  const late = ids.filter((_, at) => answers[at]!.outcome.case === 'rejected');
  const device = person('alice');
  const { revision } = (await device.get()).draft!;
  let seen = { version: 1, revision };
  for (const id of late) {
    const { draft } = told(await device.save([rename(id, `New ${id}`)], randomUUID(), seen), 'saved');
    seen = { version: 1, revision: draft!.revision };
  }
  const drawn = await device.document();
  for (const id of ids) assert.ok(drawn.includes(`name="New ${id}"`), id);
  assert.equal((await device.get()).draft?.batchCount, ids.length);
});

test('an edit is taken back: the last one to the byte, an earlier one unless a later one needs it', async () => {
  const { person } = await newModel();
  const mine = person('alice');
  const [renamed, added, used] = [randomUUID(), randomUUID(), randomUUID()];
  told(await mine.save([rename('Check', 'Look')], renamed), 'saved');
  const first = await mine.document();
  told(await mine.save(insertTask('Pack', 'Check', 'Ship'), added), 'saved');
  told(await mine.undo(added), 'undone');
  assert.equal(await mine.document(), first);
  await assert.rejects(mine.undo(added), refusedWith(Code.NotFound, 'batch_not_found'));
  await assert.rejects(person('carol').undo(renamed), refusedWith(Code.NotFound, 'model_not_found'));

  const { revision } = (await mine.get()).draft!;
  const again = randomUUID();
  const saved = told(await mine.save(insertTask('Pack', 'Check', 'Ship'), again, { version: 1, revision }), 'saved');
  told(await mine.save([rename(saved.idMap.add!, 'Wrap')], used), 'saved');
  const refused = told(await mine.undo(again), 'rejected');
  assert.equal(refused.reason, RejectionReason.NEEDED_LATER);
  assert.deepEqual(
    refused.conflicts.map(({ batchId, elementId }) => [batchId, elementId]),
    [[used, saved.idMap.add]],
  );
  const undone = told(await mine.undo(renamed), 'undone');
  assert.equal(undone.batchCount, 2);
  assert.match(await mine.document(), /"Check order"[\s\S]*"Wrap"|"Wrap"[\s\S]*"Check order"/);
});

test('what was taken back is kept to be drawn again, also on another device, until something else is drawn', async () => {
  const { person } = await newModel();
  const [desk, sofa] = [person('alice'), person('alice')];
  const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
  const undone = async () => (await sofa.get()).undone.map(({ id }) => id);
  const now = async () => ({ version: 1, revision: (await sofa.get()).draft?.revision ?? 0 });
  told(await desk.save([rename('Check', 'Look')], first), 'saved');
  told(await desk.save([rename('Ship', 'Send')], second), 'saved');
  told(await desk.undo(second), 'undone');
  told(await desk.undo(first), 'undone');
  assert.deepEqual(await undone(), [second, first]);

  const { operations } = (await sofa.get()).undone.at(-1)!;
  const again = { operations, on: await now() };
  told(await sofa.save(again.operations, randomUUID(), again.on, first), 'saved');
  assert.match(await sofa.document(), /"Look"/);
  assert.deepEqual(await undone(), [second]);
  // Whoever was slower does not draw it twice.
  const twice = desk.save(again.operations, randomUUID(), await now(), first);
  await assert.rejects(twice, refusedWith(Code.NotFound, 'batch_not_found'));
  await assert.rejects(
    person('dora').save(again.operations, randomUUID(), { version: 1, revision: 0 }, second),
    refusedWith(Code.NotFound, 'batch_not_found'),
  );

  told(await desk.save([rename('End', 'Over')], third, await now()), 'saved');
  assert.deepEqual(await undone(), []);
  told(await desk.undo(third), 'undone');
  told(await desk.snapshot(), 'created');
  assert.deepEqual(await undone(), []);
});

test('a draft follows the model where nothing is in the way', async () => {
  const { person, commit, exported } = await newModel();
  const mine = person('alice');
  told(await mine.save([rename('Ship', 'Send')]), 'saved');
  told(await mine.save(insertTask('Pack', 'Check', 'Ship')), 'saved');
  await commit(1, [rename('Check', 'Look')]);
  const moved = told(await mine.rebase(), 'moved');
  assert.deepEqual([moved.version, moved.batchCount, moved.operationCount], [2, 2, 5]);
  assert.match(await mine.document(), /"Look"/);
  await commit(2, [rename('End', 'Over')]);
  const { commit: made, rebased } = told(await mine.snapshot(), 'created');
  assert.deepEqual([made?.version, rebased], [4, true]);
  const saved = await exported();
  for (const name of ['Send', 'Pack', 'Look', 'Over']) {
    assert.equal(saved.match(new RegExp(`name="${name}"`, 'g'))?.length, 1, name);
  }
});

test('what is in the way is told with both values and the author, and each operation is decided on', async () => {
  const { person, commit, exported } = await newModel();
  const mine = person('alice');
  const batchId = randomUUID();
  const operations = [
    rename('Check', 'Mine', 'check'),
    rename('Ship', 'Also mine', 'ship'),
    rename('Start', 'Mine alone', 'start'),
  ];
  told(await mine.save(operations, batchId), 'saved');
  await commit(1, [rename('Check', 'Theirs'), rename('Ship', 'Theirs too', 'other')]);

  const rejected = told(await mine.snapshot(), 'rejected');
  assert.equal(rejected.reason, RejectionReason.VERSION_MISMATCH);
  assert.deepEqual(
    rejected.conflicts.map((one) => [
      one.batchId,
      one.operationIds,
      one.elementName,
      one.myValueJson,
      one.theirValueJson,
    ]),
    [
      [batchId, ['check'], 'Check order', '"Mine"', '"Theirs"'],
      [batchId, ['ship'], 'Ship goods', '"Also mine"', '"Theirs too"'],
    ],
  );
  assert.deepEqual(
    rejected.conflicts.map(({ theirVersion, theirAuthorId, canKeepMine }) => [
      theirVersion,
      theirAuthorId,
      canKeepMine,
    ]),
    [
      [2, 'alice', true],
      [2, 'alice', true],
    ],
  );
  assert.equal((await mine.get()).draft?.batchCount, 1);

  const half = told(await mine.rebase([{ batchId, operationId: 'check', side: Side.MINE }]), 'rejected');
  assert.deepEqual(
    half.conflicts.map(({ elementId }) => elementId),
    ['Ship'],
  );
  told(
    await mine.rebase([
      { batchId, operationId: 'check', side: Side.MINE },
      { batchId, operationId: 'ship', side: Side.THEIRS },
    ]),
    'moved',
  );
  told(await mine.snapshot(), 'created');
  assert.match(await exported(), /"Mine alone"[\s\S]*"Mine"[\s\S]*"Theirs too"/);
});

test('what others have removed cannot be kept, and the rest of the draft is', async () => {
  const { person, commit, exported } = await newModel();
  const mine = person('alice');
  const batchId = randomUUID();
  told(await mine.save([rename('Ship', 'Send')], batchId), 'saved');
  told(await mine.save([rename('Start', 'Begun')]), 'saved');
  await commit(1, [
    { id: 'gone', operation: { case: 'removeNode', value: { selector: { selector: { case: 'id', value: 'Ship' } } } } },
  ]);
  const { conflicts } = told(await mine.rebase(), 'rejected');
  assert.deepEqual(
    conflicts.map(({ elementId, elementName, field, canKeepMine }) => [elementId, elementName, field, canKeepMine]),
    [['Ship', 'Ship goods', 'existence', false]],
  );
  const insisted = told(await mine.rebase([{ batchId, operationId: 'rename', side: Side.MINE }]), 'rejected');
  assert.equal(insisted.conflicts[0]?.canKeepMine, false);
  const moved = told(await mine.rebase([{ batchId, operationId: 'rename', side: Side.THEIRS }]), 'moved');
  assert.equal(moved.batchCount, 1);
  told(await mine.snapshot(), 'created');
  assert.match(await exported(), /"Begun"/);
});

test('a proposal that is accepted while a draft is open takes nothing of it', async () => {
  const { ref, person, exported } = await newModel();
  const mine = person('alice');
  told(await mine.save([rename('Ship', 'Send')]), 'saved');
  const proposed = await h.patches.proposePatch({ ref, operations: [rename('Check', 'Look')] }, h.as('alice', agent));
  await h.patches.applyPatch({ patchId: proposed.patch!.id }, alice());
  told(await mine.rebase(), 'moved');
  told(await mine.snapshot(), 'created');
  assert.match(await exported(), /"Look"[\s\S]*"Send"/);
});

test('a draft that is thrown away, or that changes nothing, makes no version', async () => {
  const { person, exported } = await newModel();
  const mine = person('alice');
  const { draft } = told(await mine.save([rename('Ship', 'Send')]), 'saved');
  await assert.rejects(mine.discard(draft!.revision + 1), refusedWith(Code.Aborted, 'draft_conflict'));
  assert.equal((await mine.discard(draft!.revision)).draft?.batchCount, 0);
  assert.equal((await mine.discard()).draft?.batchCount, 0);

  const seen = { version: 1, revision: 0 };
  const there = told(await mine.save([rename('Ship', 'Send')], randomUUID(), seen), 'saved');
  const back = { version: 1, revision: there.draft!.revision };
  told(await mine.save([rename('Ship', 'Ship goods')], randomUUID(), back), 'saved');
  assert.equal(told(await mine.snapshot(), 'unchanged').version, 1);
  assert.equal((await mine.get()).draft, undefined);
  assert.equal(await exported(), document);
});

test('drafts are followed: one’s own on another device, and what others do, from any process', async () => {
  const elsewhere = h.open();
  const { ref, person } = await newModel(elsewhere.editor);
  const mine = person('alice');
  const first = told(await mine.save([rename('Ship', 'Send')]), 'saved').draft!;
  const leaving = new AbortController();
  const watch = () => {
    const events = h.editor.watchDraft({ ref }, { ...h.as('bob'), signal: leaving.signal })[Symbol.asyncIterator]();
    return async () => {
      for (;;) {
        const { value } = await events.next();
        if (value?.event.case === 'changed') return value.event.value;
        if (value === undefined) assert.fail('the stream has ended');
      }
    };
  };
  const next = watch();
  const begun = await next();
  assert.deepEqual(
    [begun.draft?.personId, begun.draft?.revision, begun.afterRevision, begun.batches.length],
    ['alice', first.revision, 0, 1],
  );
  const [renamed] = begun.batches[0]!.change!.semantic;
  assert.equal(renamed?.mutation.value?.id, 'Ship');

  const second = told(await mine.save([rename('Check', 'Look')]), 'saved').draft!;
  const added = await next();
  assert.deepEqual(
    [added.draft?.revision, added.afterRevision, added.batches.length],
    [second.revision, first.revision, 1],
  );
  told(await mine.snapshot(), 'created');
  const emptied = await next();
  assert.deepEqual([emptied.draft?.batchCount, emptied.afterRevision], [0, 0]);

  // Whoever looks again knows a draft that is not there any more.
  const again = await watch()();
  assert.deepEqual([again.draft?.revision, again.draft?.batchCount], [emptied.draft?.revision, 0]);
  leaving.abort();
});

test('no tenant sees or touches a draft of another', async () => {
  const { ref, person } = await newModel();
  told(await person('alice').save([rename('Ship', 'Send')]), 'saved');
  const carol = h.as('carol');
  const hidden = refusedWith(Code.NotFound, 'model_not_found');
  await assert.rejects(h.editor.getDraft({ ref }, carol), hidden);
  await assert.rejects(h.editor.discardDraft({ ref }, carol), hidden);
  await assert.rejects(h.editor.createSnapshot({ ref }, carol), hidden);
  await assert.rejects(h.editor.watchDraft({ ref }, carol)[Symbol.asyncIterator]().next(), hidden);
  assert.equal((await h.editor.getDraft({ ref }, h.as('bob'))).draft, undefined);
  const { rows } = await h.pool.query('select from graphpatch.drafts union all select from graphpatch.draft_batches');
  assert.deepEqual(rows, []);
});

test('a draft that nobody has touched for a week goes, with what it is made of', async () => {
  const [old, young] = [await newModel(), await newModel()];
  const branch = old.ref.split('/').at(-1);
  for (const { person } of [old, young]) told(await person('alice').save([rename('Ship', 'Send')]), 'saved');
  await h.admin.query(`update graphpatch.drafts set changed_at = now() - interval '8 days' where branch = $1`, [
    branch,
  ]);
  const { rows } = await h.admin.query('select id from graphpatch.drafts where branch = $1', [branch]);
  const expiring = declaration.expires.map(({ by, afterDays }) => ({ by, afterMs: afterDays * 86_400_000 }));
  assert.deepEqual(await expire({ pool: h.pool, schema: declaration.schema, expiring }), [1]);
  assert.equal((await old.person('alice').get()).draft, undefined);
  assert.equal((await young.person('alice').get()).draft?.batchCount, 1);
  const left = await h.admin.query('select from graphpatch.draft_batches where draft_id = $1', [rows[0].id]);
  assert.equal(left.rowCount, 0);
});

test('a draft has 10,000 operations at most', async () => {
  const { ref, person } = await newModel();
  const mine = person('alice');
  told(await mine.save([rename('Ship', 'Send')]), 'saved');
  await h.admin.query('update graphpatch.drafts set operation_count = 9999 where branch = $1', [ref.split('/').at(-1)]);
  const two = [rename('Check', 'Look', 'one'), rename('End', 'Over', 'two')];
  await assert.rejects(mine.save(two), refusedWith(Code.ResourceExhausted, 'draft_too_large'));
  told(await mine.save(two.slice(1)), 'saved');
});
