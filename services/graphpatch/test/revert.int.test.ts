import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { createEventStore, rebuildTables, streamName } from '@ameide/event-store';
import { applyMutations, diffGraph, emptyGraph, type Graph } from '@ameide/graph-model';
import { bpmn } from '@ameide/notations/bpmn/node';
import { errorDetail } from '@ameide/service-kit/errors';
import { Code } from '@connectrpc/connect';
import { declaration } from '../src/declaration.ts';
import { aggregates } from '../src/wire/aggregates.ts';
import { modelCommittedFromWire } from '../src/wire/events.ts';
import {
  acmeArtifact,
  agent,
  bytes,
  document,
  type Harness,
  insertTask,
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

/** A document as other tools leave it: a comment, a vendor's elements, odd white space. */
const vendored = document
  .replace('<bpmn:task id="Ship"', '<!-- by hand --><bpmn:task  id = "Ship"\n xmlns:v="urn:vendor" v:colour=\'red\'')
  .replaceAll('\n', '\r\n');

/** A model of its own with one version, and how to work on it. */
async function newModel(content = vendored) {
  const branch = randomUUID();
  const ref = `artifacts/${acmeArtifact}/${branch}`;
  await h.models.importModel({ artifactId: acmeArtifact, branch, document: bytes(content) }, alice());
  return {
    ref,
    exported: async (at = ref) => text((await h.models.exportModel({ ref: at }, alice())).document),
    async apply(operations: NonNullable<Parameters<Harness['patches']['proposePatch']>[0]['operations']>) {
      const { patch, diagnostics } = await h.patches.proposePatch({ ref, operations }, alice());
      assert.ok(patch, JSON.stringify(diagnostics));
      return (await h.patches.applyPatch({ patchId: patch.id }, alice())).commit!.version;
    },
  };
}

const removal = (id: string) =>
  ({
    id: 'remove',
    operation: { case: 'removeNode', value: { selector: { selector: { case: 'id', value: id } } } },
  }) as const;

test('the newest commit is taken back to the byte, and taking that back brings it back', async () => {
  const { ref, exported, apply } = await newModel();
  await apply([removal('Ship')]);
  const edited = await exported();

  const dryRun = await h.models.revertCommit({ ref, dryRun: true }, h.as('bob'));
  assert.equal(dryRun.commit, undefined);
  assert.deepEqual([dryRun.baseVersion, dryRun.revertedVersion], [2, 2]);
  assert.ok(
    dryRun.preview?.summary.includes('+ task "Ship goods" in process "Order"'),
    dryRun.preview?.summary.join('\n'),
  );
  assert.match(dryRun.preview!.documentDiff, /^\+.*by hand/m);
  assert.ok(dryRun.preview!.editorCommands.length > 0);
  assert.equal(await exported(), edited);

  const { commit, preview } = await h.models.revertCommit({ ref, comment: 'too soon' }, alice());
  assert.deepEqual([commit?.version, commit?.revertedVersion, commit?.comment], [3, 2, 'too soon']);
  assert.deepEqual(preview, dryRun.preview);
  assert.equal(await exported(), vendored);
  assert.equal(await exported(`${ref}@2`), edited);
  const twice = await h.models.revertCommit({ ref }, alice());
  assert.deepEqual([twice.commit?.version, twice.commit?.revertedVersion], [4, 3]);
  assert.equal(await exported(), edited);
  const { commits } = await h.models.listCommits({ ref }, alice());
  assert.deepEqual(
    commits.map(({ version, revertedVersion }) => [version, revertedVersion]),
    [
      [4, 3],
      [3, 2],
      [2, 0],
      [1, 0],
    ],
  );
  assert.equal(text((await h.open().models.exportModel({ ref }, alice())).document), edited, 'as the log has it');
});

test('a patch says which version has taken it back, until that is taken back', async () => {
  const { ref } = await newModel();
  const { patch } = await h.patches.proposePatch({ ref, operations: [rename('Ship', 'Send')] }, alice());
  const patchId = patch!.id;
  const { commit } = await h.patches.applyPatch({ patchId }, alice());
  const takenBackBy = async () => (await h.patches.getPatch({ patchId }, alice())).patch?.revertedByVersion;
  assert.equal(await takenBackBy(), 0);
  const { commit: back } = await h.models.revertCommit({ ref: `${ref}@${commit!.version}` }, alice());
  assert.equal(await takenBackBy(), back!.version);
  await h.models.revertCommit({ ref }, alice());
  assert.equal(await takenBackBy(), 0);
});

test('an older commit is taken back from under those that do not build on it', async () => {
  const { ref, exported, apply } = await newModel();
  const removed = await apply([removal('Ship')]);
  await apply([rename('Check', 'Look at it')]);
  const { commit, diagnostics } = await h.models.revertCommit({ ref: `${ref}@${removed}` }, alice());
  assert.deepEqual([commit?.version, commit?.revertedVersion, diagnostics], [4, 2, []]);
  assert.equal(await exported(), vendored.replace('Check order', 'Look at it'));
});

test('what later commits build on stays, and they are named', async () => {
  const { ref, exported, apply } = await newModel();
  const inserted = await apply([...insertTask('Pack', 'Check', 'Ship')]);
  await apply([rename('Start', 'Begin')]);
  const { graph } = await h.models.getModel({ ref }, alice());
  const pack = graph!.nodes.find(({ name }) => name === 'Pack')!.id;
  const renamed = await apply([rename(pack, 'Pack well')]);
  const edited = await exported();
  const conflict = await h.models.revertCommit({ ref: `${ref}@${inserted}` }, alice()).then(
    () => assert.fail('taken back'),
    (error: unknown) => {
      assert.ok(refusedWith(Code.Aborted, 'revert_conflict')(error));
      assert.match(String(error), /version 4/);
      return errorDetail(error)!.conflict!;
    },
  );
  assert.deepEqual([conflict.serverVersion, conflict.versions, conflict.elementIds], [4, [renamed], [pack]]);
  assert.equal(await exported(), edited);
  await h.models.revertCommit({ ref }, alice());
  await h.models.revertCommit({ ref: `${ref}@${inserted}` }, alice());
  assert.equal(await exported(), vendored.replace('name="Start"', 'name="Begin"').replace('Order received', 'Begin'));
});

test('one after the other is taken back, the newest first, down to the first version', async () => {
  const { ref, exported, apply } = await newModel();
  const versions = [
    await apply([...insertTask('Pack', 'Check', 'Ship')]),
    await apply([removal('Ship')]),
    await apply([rename('Check', 'Look at it')]),
  ];
  for (const version of versions.toReversed()) {
    const { diagnostics } = await h.models.revertCommit({ ref: `${ref}@${version}` }, alice());
    assert.deepEqual(diagnostics, []);
    assert.equal(await exported(), await exported(`${ref}@${version - 1}`));
  }
  assert.equal(await exported(), vendored);
});

test('a repeat with the same correlation id is the same commit; another request with it is refused', async () => {
  const { ref, exported, apply } = await newModel();
  await apply([rename('Ship', 'Send')]);
  const request = { ref, correlationId: randomUUID() };
  const other = h.open();
  const answers = await Promise.all([h, other, h].map(({ models }) => models.revertCommit(request, alice())));
  assert.equal(new Set(answers.map(({ commit }) => commit?.id)).size, 1);
  assert.equal(await exported(), vendored);
  await assert.rejects(
    h.models.revertCommit({ ...request, comment: 'other' }, alice()),
    refusedWith(Code.AlreadyExists, 'correlation_id_reused'),
  );
});

test('what cannot be taken back is refused with its own reason and changes nothing', async () => {
  const { ref, exported, apply } = await newModel();
  const refused = (
    request: Parameters<Harness['models']['revertCommit']>[0],
    code: Code,
    reason: string,
    as = alice(),
  ) => assert.rejects(h.models.revertCommit(request, as), refusedWith(code, reason));
  await refused({ ref }, Code.FailedPrecondition, 'commit_not_revertible');
  const version = await apply([rename('Ship', 'Send')]);
  await apply([rename('Ship', 'Ship goods')]);
  await refused({ ref: `${ref}@${version}` }, Code.FailedPrecondition, 'commit_reverted');
  await refused({ ref: `${ref}@9` }, Code.NotFound, 'version_not_found');
  await refused({ ref, expectedVersion: 2 }, Code.Aborted, 'version_mismatch');
  await refused({ ref: 'models/x' }, Code.InvalidArgument, 'ref_invalid');
  await refused({ ref }, Code.NotFound, 'model_not_found', h.as('carol'));
  await refused({ ref, dryRun: true }, Code.NotFound, 'model_not_found', h.as('carol'));
  await refused({ ref }, Code.PermissionDenied, 'role_required', h.as('bob'));
  await refused({ ref, dryRun: true }, Code.PermissionDenied, 'role_required', h.as('nobody'));
  await refused({ ref }, Code.PermissionDenied, 'human_approval_required', h.as('alice', agent));
  assert.ok((await h.models.revertCommit({ ref, dryRun: true }, h.as('alice', agent))).preview);
  assert.equal(await exported(), vendored);
});

test('an import is taken back like any commit', async () => {
  const { ref, exported, apply } = await newModel();
  await apply([rename('Ship', 'Send')]);
  const sent = await exported();
  const branch = ref.split('/').at(-1)!;
  const other = bytes(document.replace('Ship goods', 'Nothing'));
  await h.models.importModel({ artifactId: acmeArtifact, branch, document: other, expectedVersion: 2 }, alice());
  await h.models.revertCommit({ ref }, alice());
  assert.equal(await exported(), sent);
});

test('a commit from before an import is taken back with its text', async () => {
  const { ref, exported, apply } = await newModel();
  const removed = await apply([removal('Ship')]);
  const changed = bytes((await exported()).replace('Order received', 'Order came in'));
  const branch = ref.split('/').at(-1)!;
  await h.models.importModel(
    { artifactId: acmeArtifact, branch, document: changed, expectedVersion: removed },
    alice(),
  );
  const { diagnostics } = await h.models.revertCommit({ ref: `${ref}@${removed}` }, alice());
  assert.deepEqual(diagnostics, []);
  assert.equal(await exported(), vendored.replace('Order received', 'Order came in'));
});

/** What somebody has who follows the events of a model. */
async function followed(ref: string): Promise<Graph> {
  const [, artifactId, branch] = ref.split('/');
  const store = createEventStore({ pool: h.pool, schema: declaration.schema });
  const events = await store.readStream('acme', streamName('model', 'acme', `${artifactId}/${branch}`));
  const commits = events.flatMap((event) => modelCommittedFromWire(event) ?? []);
  return commits.reduce((graph, { changes }) => applyMutations(graph, changes), emptyGraph);
}

test('elements without ids: the document, the events and what is taken back agree', async () => {
  const bare = vendored
    .replace(/ id="Flow_2"/, '')
    .replace(/<bpmndi:BPMNEdge id="Flow_2_di"[\s\S]*?<\/bpmndi:BPMNEdge>/, '');
  const { ref, exported, apply } = await newModel(bare);
  await apply([...insertTask('Pack', 'Check', 'Ship')]);
  const { graph } = await h.models.getModel({ ref }, alice());
  const [flow] = graph!.edges.filter(({ source }) => source === 'Check');
  assert.ok(!flow!.id.includes('~') && (await exported()).includes(`id="${flow!.id}"`), flow!.id);
  await apply([rename(flow!.id, 'packed')]);
  await apply([rename('Check', 'Look at it')]);
  for (const version of [3, 4, 2]) {
    const read = bpmn.read(await exported());
    assert.ok(read.ok);
    assert.deepEqual(diffGraph(await followed(ref), read.graph), []);
    await h.models.revertCommit({ ref: `${ref}@${version}` }, alice());
  }
  assert.equal(await exported(), bare);
  const read = bpmn.read(bare);
  assert.ok(read.ok && diffGraph(await followed(ref), read.graph).length === 0);
});

test('many at once over two replicas: each takes back what is the newest then', async () => {
  const { ref, exported, apply } = await newModel();
  await apply([rename('Ship', 'Send')]);
  const other = h.open();
  await Promise.all([h, other, h, other].map(({ models }) => models.revertCommit({ ref }, alice())));
  assert.equal((await h.models.getModel({ ref }, alice())).version, 6);
  assert.equal(await exported(), vendored.replace('Ship goods', 'Send'));
});

test('the log rebuilds the rows of commits that take back others', async () => {
  const read = async () =>
    (await h.admin.query('select * from graphpatch.commits order by artifact_id, branch, version')).rows;
  const written = await read();
  assert.ok(written.some(({ reverted_version }) => reverted_version > 0));
  const store = createEventStore({ pool: h.pool, schema: declaration.schema });
  const tables = ['models', 'commits', 'document_snapshots'];
  await rebuildTables(store, { tenantId: 'acme', aggregates: [aggregates.model], tables });
  assert.deepEqual(await read(), written);
});
