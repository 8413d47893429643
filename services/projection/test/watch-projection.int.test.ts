import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { applyLayout, applyMutations, emptyGraph, emptyLayout } from '@ameide/graph-model';
import { changeFromWire, graphFromWire, layoutFromWire } from '@ameide/graph-model/wire';
import { Code } from '@connectrpc/connect';
import { createModel, deltaVersions, type Harness, refusedWith, startHarness } from './harness.ts';

let harness: Harness;
before(async () => {
  harness = await startHarness();
  await harness.service.start();
});
after(() => harness.stop());

const names = ['a', 'b', 'c'];

test('without a version a watch begins with a snapshot; each commit then is one delta', async () => {
  const model = createModel(harness);
  await model.import();
  const events = await harness.watch({ ref: model.ref }, (seen) => {
    if (seen.length === 1) void model.rename('ship', 'Deliver');
    return seen.length === 2;
  });
  const [snapshot, delta] = events;
  assert.ok(snapshot?.case === 'snapshot' && delta?.case === 'delta');
  assert.equal(snapshot.value.version, 1);
  const { fromVersion, toVersion, comment, correlationId, authorId } = delta.value;
  assert.deepEqual(
    { fromVersion, toVersion, comment, correlationId, authorId },
    { fromVersion: 1, toVersion: 2, comment: 'rename Deliver', correlationId: 'correlation-2', authorId: 'alice' },
  );
  const { semantic } = changeFromWire(delta.value.change!);
  assert.deepEqual(applyMutations(graphFromWire(snapshot.value.graph!), semantic), model.graph);
});

test('a client that comes back gets every delta after the version that it has', async () => {
  const model = createModel(harness);
  await model.import();
  for (const name of names) await model.rename('ship', name);
  const fromStart = await harness.watch(
    { ref: model.ref, sinceVersion: 0 },
    (seen) => deltaVersions(seen).at(-1) === 4,
  );
  assert.equal(fromStart[0]?.case, 'heartbeat');
  assert.deepEqual(deltaVersions(fromStart), [1, 2, 3, 4]);
  const changes = fromStart.flatMap((event) => (event.case === 'delta' ? [changeFromWire(event.value.change!)] : []));
  assert.deepEqual(
    changes.reduce((graph, { semantic }) => applyMutations(graph, semantic), emptyGraph),
    model.graph,
  );
  assert.deepEqual(
    changes.reduce((layout, change) => applyLayout(layout, change.layout), emptyLayout),
    model.layout,
  );
  const later = await harness.watch({ ref: model.ref, sinceVersion: 2 }, (seen) => deltaVersions(seen).at(-1) === 4);
  assert.deepEqual(deltaVersions(later), [3, 4]);
});

test('a client gets a snapshot when its deltas are trimmed, or when it claims a version that never was', async () => {
  const model = createModel(harness);
  await model.import();
  for (const name of names) await model.rename('ship', name);
  await harness.watch({ ref: model.ref, sinceVersion: 3 }, (seen) => deltaVersions(seen).length === 1);
  const trim = 'delete from projection.deltas where artifact_id = $1 and version < 4';
  await harness.admin.query(trim, [model.artifactId]);
  for (const sinceVersion of [0, 2, 9]) {
    const [first, second] = await harness.watch({ ref: model.ref, sinceVersion }, ([...seen]) =>
      seen.some((event) => event.case === 'snapshot'),
    );
    const snapshot = first?.case === 'heartbeat' ? second : first;
    assert.ok(snapshot?.case === 'snapshot', `since ${sinceVersion}`);
    assert.equal(snapshot.value.version, 4);
    assert.deepEqual(graphFromWire(snapshot.value.graph!), model.graph);
    assert.deepEqual(layoutFromWire(snapshot.value.layout!), model.layout);
  }
});

test('a client that already knows a commit, which this replica has yet to project, does not go back', async () => {
  const model = createModel(harness);
  await model.import();
  await model.rename('ship', 'Deliver');
  const [first] = await harness.watch({ ref: model.ref, sinceVersion: 2 }, () => true);
  assert.ok(first?.case === 'heartbeat');
  assert.equal(first.value.version, 2);
});

test('under concurrent commits to several models each watcher gets each delta once and in order', async () => {
  const models = [createModel(harness), createModel(harness), createModel(harness, 'globex')];
  await Promise.all(models.map((model) => model.import()));
  const commits = 20;
  const other = harness.open();
  await other.service.start();
  const watchers = models.flatMap((model) =>
    [harness.projections, other.projections].map((client) =>
      harness.watch({ ref: model.ref, sinceVersion: 1 }, (seen) => deltaVersions(seen).at(-1) === commits + 1, {
        client,
        person: model.tenant === 'acme' ? 'alice' : 'carol',
      }),
    ),
  );
  const writers = models.map(async (model) => {
    for (let n = 1; n <= commits; n++) await model.rename('ship', `Name ${n}`);
  });
  await Promise.all(writers);
  for (const events of await Promise.all(watchers)) {
    assert.deepEqual(
      deltaVersions(events),
      Array.from({ length: commits }, (_, index) => index + 2),
    );
  }
  await other.service.stop();
});

test('a quiet watch hears a heartbeat with the version', async () => {
  const model = createModel(harness);
  await model.import();
  await harness.projections.getProjection({ ref: model.ref }, harness.as('alice'));
  const { projections: client } = harness.open(20);
  const events = await harness.watch({ ref: model.ref }, (seen) => seen.length === 3, { client });
  assert.deepEqual(
    events.map((event) => [event.case, event.case === 'heartbeat' && event.value.version]),
    [
      ['snapshot', false],
      ['heartbeat', 1],
      ['heartbeat', 1],
    ],
  );
});

test('a watch ends with `server_stopping` when the service stops', async () => {
  const model = createModel(harness);
  await model.import();
  const { service, projections: client } = harness.open();
  await service.start();
  let stopped: Promise<void> | undefined;
  const watched = harness.watch(
    { ref: model.ref },
    () => {
      stopped = service.stop();
      return false;
    },
    { client },
  );
  await assert.rejects(watched, refusedWith(Code.Unavailable, 'server_stopping'));
  await stopped;
  await assert.rejects(service.ready(), /not being followed/);
});

test('what cannot be watched is refused', async () => {
  const model = createModel(harness);
  await model.import();
  const watch = (ref: string, person: 'alice' | 'carol' | 'nobody' = 'alice') =>
    harness.watch({ ref }, () => true, { person });
  await assert.rejects(watch(`${model.ref}@1`), refusedWith(Code.InvalidArgument, 'ref_invalid'));
  await assert.rejects(watch('models/x'), refusedWith(Code.InvalidArgument, 'ref_invalid'));
  await assert.rejects(watch(model.ref, 'carol'), refusedWith(Code.NotFound, 'model_not_found'));
  await assert.rejects(watch(model.ref, 'nobody'), refusedWith(Code.PermissionDenied, 'role_required'));
  const unknown = harness.watch({ ref: `artifacts/${crypto.randomUUID()}/main`, sinceVersion: 0 }, () => true);
  await assert.rejects(unknown, refusedWith(Code.NotFound, 'model_not_found'));
});
