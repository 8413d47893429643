import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readDeadLetters, requestReplay } from '@ameide/event-feed';
import type { Change } from '@ameide/graph-model';
import { sampleGraph } from '@ameide/graph-model/testing';
import { until } from '@ameide/test-kit';
import { Code } from '@connectrpc/connect';
import {
  createModel,
  deltaVersions,
  type Harness,
  refusedWith,
  renamed,
  startHarness,
  type TestModel,
} from './harness.ts';

let harness: Harness;
before(async () => {
  harness = await startHarness();
  await harness.service.start();
});
after(() => harness.stop());

const envelopeOf = async (ref: string) =>
  (await harness.projections.getProjection({ ref }, harness.as('alice'))).envelope!;
const lettersOf = async ({ artifactId }: TestModel) => {
  const letters = await readDeadLetters({ pool: harness.pool, schema: 'projection' }, { subscription: 'models' });
  return letters.filter(({ event }) => event.stream.includes(artifactId));
};

/** Renames a node that was never there. */
const ofAnother = ({ layout }: Change): Change => ({
  semantic: [{ type: 'node_changed', id: 'nobody', before: { name: 'x' }, after: { name: 'y' } }],
  layout,
});

test('a model that cannot follow a commit is rebuilt from its document, says so, and goes on', async () => {
  const model = createModel(harness);
  await model.import();
  const watched = harness.watch({ ref: model.ref }, (seen) => deltaVersions(seen).includes(4));
  await envelopeOf(`${model.ref}@1`);
  await model.commit({ graph: renamed(sampleGraph, 'ship', 'Deliver') }, '', ofAnother);
  await model.rename('ship', 'Send');
  await until(async () => (await harness.newestVersion(model)) === 3);
  const envelope = await envelopeOf(model.ref);
  assert.deepEqual([envelope.version, envelope.nodes.find(({ id }) => id === 'ship')?.name], [3, 'Send']);
  await model.rename('ship', 'Deliver at once');

  const events = await watched;
  const snapshots = events.flatMap((event) => (event.case === 'snapshot' ? [event.value] : []));
  assert.equal(snapshots.at(-1)!.version, 3);
  assert.equal(snapshots.at(-1)!.graph!.nodes.find(({ id }) => id === 'ship')?.name, 'Send');
  assert.deepEqual(deltaVersions(events), [4]);
  assert.equal((await envelopeOf(model.ref)).version, 4);
  // Nothing leads back over what could not be followed.
  await assert.rejects(envelopeOf(`${model.ref}@2`), refusedWith(Code.NotFound, 'version_not_found'));
  // The event is kept for whoever wants to know why; a replay finds that all is well.
  const [letter] = await lettersOf(model);
  assert.match(letter!.error, /nobody/);
  await requestReplay({ pool: harness.pool, schema: 'projection' }, letter!);
  await until(async () => (await lettersOf(model)).length === 0);
});

test('a gap in the versions, and an event that says nothing, end in the newest version as well', async () => {
  const gap = createModel(harness);
  await gap.import();
  await envelopeOf(`${gap.ref}@1`);
  await harness.admin.query('delete from projection.models where artifact_id = $1', [gap.artifactId]);
  await gap.rename('ship', 'Deliver');
  await until(async () => (await harness.newestVersion(gap)) === 2);
  assert.equal((await envelopeOf(gap.ref)).version, 2);

  const broken = createModel(harness);
  await broken.import();
  await envelopeOf(`${broken.ref}@1`);
  await broken.commit({ graph: renamed(sampleGraph, 'ship', 'Deliver') }, '', ({ layout }) => ({
    semantic: [{ type: 'nothing' } as never],
    layout,
  }));
  await until(async () => (await harness.newestVersion(broken)) === 2);
});

test('while it cannot be rebuilt, an old version is never told as the newest; other models go on', async () => {
  const [broken, healthy] = [createModel(harness), createModel(harness)];
  await broken.import();
  await healthy.import();
  assert.equal((await envelopeOf(broken.ref)).version, 1);
  const poison = `check (artifact_id <> '${broken.artifactId}') not valid`;
  await harness.admin.query(`alter table projection.models add constraint poison ${poison}`);
  await broken.rename('ship', 'Deliver');
  await healthy.rename('ship', 'Deliver');
  assert.equal((await envelopeOf(`${healthy.ref}@2`)).version, 2);
  await until(async () => (await lettersOf(broken)).length === 1);
  await assert.rejects(envelopeOf(broken.ref), refusedWith(Code.Unavailable, 'projection_behind'));
  assert.equal((await envelopeOf(`${broken.ref}@1`)).version, 1);
  await until(async () => /being rebuilt/.test((await harness.service.degraded!()) ?? ''));
  assert.equal(((await harness.service.status!()) as { rebuilding?: number }).rebuilding, 1);

  await harness.admin.query('alter table projection.models drop constraint poison');
  const events = await harness.watch({ ref: broken.ref, sinceVersion: 1 }, (seen) => seen.at(-1)?.case === 'snapshot');
  const last = events.at(-1);
  assert.equal(last?.case === 'snapshot' && last.value.version, 2);
  assert.equal((await envelopeOf(broken.ref)).version, 2);
  await until(async () => (await harness.service.degraded!()) === undefined);
});
