import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ProjectionIntent } from '@ameide/contracts/projection/v1/projection_service';
import { emptyGraph, graphFromJson, layoutFromJson } from '@ameide/graph-model';
import { sampleGraph } from '@ameide/graph-model/testing';
import { withTenant } from '@ameide/postgres';
import { assertRowLevelSecurity } from '@ameide/postgres/testing';
import { until } from '@ameide/test-kit';
import { Code } from '@connectrpc/connect';
import { modelRows } from '../src/adapters/rows.ts';
import { createModel, type Harness, refusedWith, startHarness, type TestModel } from './harness.ts';

let harness: Harness;
let model: TestModel;
before(async () => {
  harness = await startHarness();
  await harness.service.start();
  model = createModel(harness);
  await model.import();
});
after(() => harness.stop());

const get = async (ref: string, request = {}, person: 'alice' | 'carol' = 'alice') => {
  const { envelope } = await harness.projections.getProjection({ ref, ...request }, harness.as(person));
  assert.ok(envelope);
  return envelope;
};
const nameOf = async (ref: string, id: string) => (await get(ref)).nodes.find((node) => node.id === id)?.name;

test('a model can be read at once after its import, whole when it fits', async () => {
  const fresh = createModel(harness);
  await fresh.import();
  const envelope = await get(fresh.ref);
  assert.equal(envelope.ref, `${fresh.ref}@1`);
  assert.equal(envelope.version, 1);
  assert.equal(envelope.notation, 'bpmn');
  assert.deepEqual(
    envelope.nodes.map(({ id }) => id),
    [...sampleGraph.nodes.keys()],
  );
  assert.equal(envelope.totalNodes, sampleGraph.nodes.size);
  assert.equal(envelope.totalEdges, sampleGraph.edges.size);
  assert.deepEqual(envelope.reductions, []);
  assert.ok(envelope.tokenCount > 0 && envelope.tokenCount <= 4000);
});

test('the name of a baseline stands for its version', async () => {
  const named = createModel(harness);
  await named.import();
  await named.rename('ship', 'Deliver');
  const key = `acme/${named.ref}`;
  harness.models.set(key, { ...harness.models.get(key)!, baselines: { 'Release 1': 1 } });
  assert.equal((await get(`${named.ref}@Release 1`)).version, 1);
  assert.deepEqual(await get(`${named.ref}@Release 1`), await get(`${named.ref}@1`));
  await assert.rejects(get(`${named.ref}@Nothing`), refusedWith(Code.NotFound, 'version_not_found'));
  await assert.rejects(get(`${named.ref}@Release 1`, {}, 'carol'), refusedWith(Code.NotFound, 'version_not_found'));
  await assert.rejects(get(`${named.ref}@a/b`), refusedWith(Code.InvalidArgument, 'ref_invalid'));
});

test('an answer that is given again depends on the version, on what is asked for and on the tenant', async () => {
  const asked = createModel(harness);
  await asked.import();
  const first = await get(asked.ref);
  assert.deepEqual(await get(asked.ref), first);
  const tokenBudget = first.tokenCount - 1;
  assert.ok((await get(asked.ref, { tokenBudget })).tokenCount <= tokenBudget);
  assert.deepEqual(await get(`${asked.ref}@1`), first);
  await asked.rename('ship', 'Deliver');
  assert.equal((await get(`${asked.ref}@2`)).version, 2);
  assert.equal((await get(asked.ref)).version, 2);
  await assert.rejects(get(asked.ref, {}, 'carol'), refusedWith(Code.NotFound, 'model_not_found'));
});

test('the newest version is what was committed last, and older ones stay as they were', async () => {
  const history = createModel(harness);
  await history.import();
  await history.rename('ship', 'Deliver');
  await history.commit({ graph: emptyGraph }, 'clear');
  await history.import();
  await history.rename('ship', 'Send');
  await get(`${history.ref}@5`);
  assert.deepEqual(
    [
      await nameOf(history.ref, 'ship'),
      await nameOf(`${history.ref}@2`, 'ship'),
      await nameOf(`${history.ref}@1`, 'ship'),
    ],
    ['Send', 'Deliver', 'Ship'],
  );
  assert.deepEqual((await get(`${history.ref}@3`)).nodes, []);
  const { hotspots } = await get(history.ref);
  assert.ok(hotspots.some(({ id, why }) => id === 'ship' && why.includes('recently_changed')));
  assert.deepEqual(
    (await get(`${history.ref}@1`)).hotspots.flatMap(({ why }) => why),
    [],
  );
});

test('a version that is many commits old is the one that was', async () => {
  const long = createModel(harness);
  await long.import();
  for (let n = 2; n <= 120; n++) await long.rename('ship', `Name ${n}`);
  await get(`${long.ref}@120`);
  for (const version of [1, 2, 60, 119]) {
    assert.equal(await nameOf(`${long.ref}@${version}`, 'ship'), version === 1 ? 'Ship' : `Name ${version}`);
  }
});

test('another replica, which has not followed the log, answers the same', async () => {
  const other = harness.open();
  const { envelope } = await other.projections.getProjection({ ref: `${model.ref}@1` }, harness.as('alice'));
  assert.deepEqual(envelope, await get(`${model.ref}@1`));
});

test('a budget and a focus decide what is shown', async () => {
  const request = { tokenBudget: 128, focusIds: ['check'], intent: ProjectionIntent.MODIFY };
  const envelope = await get(model.ref, request);
  assert.ok(envelope.tokenCount <= 128);
  assert.ok(envelope.nodes.some(({ id }) => id === 'check'));
  assert.ok(envelope.nodes.length < envelope.totalNodes);
  assert.match(envelope.reductions.join('\n'), /\d+ of \d+ nodes/);
  await assert.rejects(
    get(model.ref, { tokenBudget: 64, focusIds: [...sampleGraph.nodes.keys()] }),
    refusedWith(Code.InvalidArgument, 'token_budget_too_small'),
  );
  await assert.rejects(get(model.ref, { focusIds: ['nobody'] }), refusedWith(Code.InvalidArgument, 'focus_not_found'));
});

test('what cannot be read is refused with its own reason', async () => {
  const unknown = `artifacts/${crypto.randomUUID()}/main`;
  await assert.rejects(get(unknown), refusedWith(Code.NotFound, 'model_not_found'));
  await assert.rejects(get(`${model.ref}@7`), refusedWith(Code.NotFound, 'version_not_found'));
  for (const ref of ['models/x', 'artifacts/x/main', `${model.ref}@0`, `artifacts/${model.artifactId}/`]) {
    await assert.rejects(get(ref), refusedWith(Code.InvalidArgument, 'ref_invalid'), ref);
  }
  await assert.rejects(get(model.ref, { tokenBudget: 10 }), { code: Code.InvalidArgument });
  await assert.rejects(
    harness.projections.getProjection({ ref: model.ref }, harness.as('nobody')),
    refusedWith(Code.PermissionDenied, 'role_required'),
  );
});

test('tenants see their own models only, also where ids are the same', async () => {
  await assert.rejects(get(model.ref, {}, 'carol'), refusedWith(Code.NotFound, 'model_not_found'));
  const theirs = createModel(harness, 'globex', model.artifactId);
  await theirs.import();
  await theirs.rename('ship', 'Only for Globex');
  await get(`${theirs.ref}@2`, {}, 'carol');
  assert.deepEqual(
    [
      await nameOf(`${model.ref}@1`, 'ship'),
      (await get(model.ref, {}, 'carol')).version,
      (await get(model.ref)).version,
    ],
    ['Ship', 2, 1],
  );
  assert.match((await get(model.ref, {}, 'carol')).text, /Only for Globex/);
  await assertRowLevelSecurity(harness.admin, 'projection');
});

test('a version whose deltas are trimmed is not found, and only the oldest are trimmed', async () => {
  const long = createModel(harness);
  await long.import();
  for (const name of ['b', 'c', 'd']) await long.rename('ship', name);
  await get(`${long.ref}@4`);
  const key = { artifactId: long.artifactId, branch: 'main' };
  const left = await withTenant(harness.pool, 'acme', async (tx) => {
    const [last] = await modelRows.readDeltas(tx, key, 3, 4);
    await tx.query('delete from projection.deltas where artifact_id = $1 and version = 4', [long.artifactId]);
    await modelRows.writeDelta(tx, 'acme', key, last!, 2);
    return (await modelRows.readDeltas(tx, key, 0, 10)).map(({ version }) => version);
  });
  assert.deepEqual(left, [3, 4]);
  await assert.rejects(get(`${long.ref}@1`), refusedWith(Code.NotFound, 'version_not_found'));
});

test('read models that were dropped are rebuilt from the log to the same content', async () => {
  const rebuilt = createModel(harness);
  await rebuilt.import();
  for (const name of ['x', 'y']) await rebuilt.rename('check', name);
  await get(`${rebuilt.ref}@3`);
  const rows = async (table: string) => {
    const sql = `select * from projection.${table} where artifact_id = $1 order by tenant_id, version`;
    return (await harness.admin.query(sql, [rebuilt.artifactId])).rows;
  };
  const before = [await rows('models'), await rows('deltas')];
  await harness.service.stop();
  await harness.admin.query('truncate projection.models, projection.deltas, projection.checkpoints');
  const again = harness.open();
  await again.service.start();
  await until(async () => (await harness.newestVersion(rebuilt)) === 3);
  const { envelope } = await again.projections.getProjection({ ref: `${rebuilt.ref}@3` }, harness.as('alice'));
  await again.service.stop();
  assert.equal(envelope?.version, 3);
  assert.deepEqual([await rows('models'), await rows('deltas')], before);
  assert.deepEqual(
    before.map(({ length }) => length),
    [1, 3],
  );
  assert.deepEqual(graphFromJson(before[0]![0].graph), rebuilt.graph);
  assert.deepEqual(layoutFromJson(before[0]![0].layout), rebuilt.layout);
});
