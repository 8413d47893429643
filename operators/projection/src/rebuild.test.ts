import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createObserved } from '@ameide/operator-kit';
import { DEPLOYMENT, imageOf, JOB } from '@ameide/primitives/objects';
import fc from 'fast-check';
import { desired } from './desired.ts';
import type { ProjectionFacts } from './facts.ts';
import { aCluster, aProjection, CONSUMER, image, QUERY, settings } from './projection.fixture.ts';
import { REBUILD } from './rebuild.ts';

const reasonOf = ({ conditions }: ReturnType<ReturnType<typeof aCluster>['look']>) => conditions?.Rebuilt?.reason;

/** The Projection `orders`, built and rolled out. */
function built() {
  const cluster = aCluster();
  cluster.run(aProjection());
  const [first] = cluster.jobs();
  assert.ok(first);
  return { cluster, first };
}

describe('a rebuild', () => {
  it('is one Job for a new value, while the old tables answer, and none for the same value again', () => {
    const { cluster, first } = built();
    const asked = aProjection({}, { rebuild: 'monday' });
    const during = cluster.pass(asked);
    assert.deepEqual([during.phase, reasonOf(during)], ['ready', 'Rebuilding']);
    const [job, ...others] = cluster.jobs();
    assert.deepEqual(others, []);
    assert.notEqual(job, first);
    assert.equal(cluster.get(JOB, job!)?.metadata.annotations?.[REBUILD], 'monday');
    const time = cluster.endJob('Complete');
    const { fields, ...after } = cluster.pass(asked);
    assert.deepEqual([after.phase, reasonOf(after)], ['ready', 'UpToDate']);
    assert.deepEqual([fields?.rebuild, fields?.rebuiltAt], ['monday', time]);
    cluster.pass(aProjection());
    cluster.pass(asked);
    assert.deepEqual(cluster.jobs(), [job]);
  });

  it('does nothing again when its Job is gone, or when the status is', () => {
    const { cluster } = built();
    const asked = aProjection({}, { rebuild: 'monday' });
    cluster.pass(asked);
    cluster.endJob('Complete');
    cluster.pass(asked);
    const [job] = cluster.jobs();
    cluster.forgetStatus();
    assert.equal(cluster.pass(asked).fields?.rebuild, 'monday');
    assert.deepEqual(cluster.jobs(), [job]);
    cluster.remove(JOB, job!);
    const { fields } = cluster.pass(asked);
    assert.equal(fields?.rebuild, 'monday');
    assert.deepEqual(cluster.jobs(), []);
  });

  it('leaves one record, also if the operator ended before it could take the older one away', () => {
    const { cluster, first } = built();
    const older = cluster.get(JOB, first)!;
    const asked = aProjection({}, { rebuild: 'monday' });
    cluster.pass(asked);
    const [job] = cluster.jobs();
    cluster.endJob('Complete');
    const facts: ProjectionFacts = {
      newPasswords: { owner: 'owner', app: 'app' },
      freshness: { state: 'known', lagSeconds: 0 },
    };
    const observed = createObserved({ owned: [...cluster.all(), older], facts, namespace: 'ameide-dev' });
    const plan = desired(asked, observed, settings);
    assert.ok('objects' in plan);
    const kept = plan.keep?.flatMap(({ kind, name }) => (kind === JOB.kind ? [name] : []));
    assert.deepEqual(kept, [job]);
  });

  it('counts also if the one before ended in the same second', () => {
    const { cluster } = built();
    const asked = aProjection({}, { rebuild: 'monday' });
    cluster.pass(asked);
    const [job] = cluster.jobs();
    const completionTime = cluster.look(asked).fields?.rebuiltAt;
    cluster.endJob('Complete');
    cluster.change(JOB, job!, { status: { conditions: [{ type: 'Complete', status: 'True' }], completionTime } });
    const { fields, ...outcome } = cluster.pass(asked);
    assert.deepEqual([fields?.rebuild, reasonOf(outcome)], ['monday', 'UpToDate']);
    assert.deepEqual(cluster.jobs(), [job]);
  });

  it('that fails is told and leaves everything running; the Job is tried again when it is deleted', () => {
    const { cluster } = built();
    const asked = aProjection({}, { rebuild: 'monday' });
    cluster.pass(asked);
    const [job] = cluster.jobs();
    cluster.endJob('Failed');
    const outcome = cluster.pass(asked);
    assert.deepEqual(
      [outcome.phase, reasonOf(outcome), outcome.degraded?.reason],
      ['ready', 'Failed', 'RebuildFailed'],
    );
    assert.ok(outcome.degraded?.message.includes(job!));
    assert.equal(outcome.fields?.rebuild, undefined);
    cluster.pass(aProjection({ scaling: { replicas: 7 } }, { rebuild: 'monday' }));
    assert.equal(cluster.spec<{ replicas: number }>(DEPLOYMENT, QUERY).replicas, 7);
    assert.deepEqual(cluster.jobs(), [job]);
    cluster.remove(JOB, job!);
    assert.equal(reasonOf(cluster.pass(asked)), 'Rebuilding');
    assert.deepEqual(cluster.jobs(), [job]);
  });

  it('is no longer asked for when the annotation goes back or away', () => {
    for (const rebuild of [undefined, '']) {
      const { cluster } = built();
      cluster.pass(aProjection({}, { rebuild: 'monday' }));
      const back = aProjection({}, rebuild === undefined ? {} : { rebuild });
      assert.equal(reasonOf(cluster.pass(back)), 'Rebuilding');
      cluster.endJob('Failed');
      const outcome = cluster.pass(back);
      assert.deepEqual([reasonOf(outcome), outcome.degraded], ['UpToDate', undefined]);
    }
  });

  it('waits for the one that runs, and only the newest value counts', () => {
    const { cluster } = built();
    const values = ['monday', 'tuesday', 'wednesday'].map((rebuild) => aProjection({}, { rebuild }));
    cluster.pass(values[0]!);
    const [job] = cluster.jobs();
    for (const object of values.slice(1)) {
      const outcome = cluster.pass(object);
      assert.deepEqual([outcome.phase, reasonOf(outcome)], ['ready', 'Waiting']);
      assert.ok(outcome.conditions?.Rebuilt?.message.includes(job!));
      assert.deepEqual(cluster.jobs(), [job]);
    }
    cluster.endJob('Complete');
    const next = cluster.pass(values[2]!);
    assert.deepEqual([reasonOf(next), next.fields?.rebuild], ['Rebuilding', 'monday']);
    assert.equal(cluster.get(JOB, cluster.jobs().at(-1)!)?.metadata.annotations?.[REBUILD], 'wednesday');
    cluster.endJob('Complete');
    assert.equal(cluster.pass(values[2]!).fields?.rebuild, 'wednesday');
  });

  it('takes the place of one that failed', () => {
    const { cluster } = built();
    cluster.pass(aProjection({}, { rebuild: 'monday' }));
    const [failed] = cluster.jobs();
    cluster.endJob('Failed');
    assert.equal(reasonOf(cluster.pass(aProjection({}, { rebuild: 'tuesday' }))), 'Rebuilding');
    assert.ok(!cluster.jobs().includes(failed!));
  });

  it('that comes with another image is done by it before that image is rolled out', () => {
    const { cluster } = built();
    const next = aProjection({ image: image('b') }, { rebuild: 'monday' });
    const images = () => [QUERY, CONSUMER].map((name) => imageOf(cluster.get(DEPLOYMENT, name)));
    const during = cluster.pass(next);
    assert.deepEqual([during.phase, reasonOf(during)], ['progressing', 'Rebuilding']);
    assert.deepEqual(images(), [image('a'), image('a')]);
    assert.equal(imageOf(cluster.get(JOB, cluster.jobs()[0]!)), image('b'));
    cluster.endJob('Failed');
    const failed = cluster.pass(next);
    assert.deepEqual([failed.phase, failed.phase === 'stalled' && failed.reason], ['stalled', 'RebuildFailed']);
    assert.deepEqual(images(), [image('a'), image('a')]);
    const mended = aProjection({ image: image('c') }, { rebuild: 'monday' });
    cluster.pass(mended);
    cluster.endJob('Complete');
    cluster.pass(mended);
    assert.deepEqual(images(), [image('c'), image('c')]);
  });

  it('is not made for another image alone', () => {
    const { cluster, first } = built();
    cluster.pass(aProjection({ image: image('b') }));
    assert.deepEqual(cluster.jobs(), [first]);
    assert.equal(imageOf(cluster.get(DEPLOYMENT, QUERY)), image('b'));
  });

  it('takes any value: a long one fits into the status, too', () => {
    const { cluster } = built();
    const asked = aProjection({}, { rebuild: '🌱'.repeat(500) });
    cluster.pass(asked);
    cluster.endJob('Complete');
    const { fields } = cluster.pass(asked);
    assert.match(fields?.rebuild ?? '', /^sha256:[a-f0-9]{10}$/);
    assert.equal(reasonOf(cluster.pass(asked)), 'UpToDate');
  });
});

describe('the first build', () => {
  it('counts although a rebuild follows at once', () => {
    const cluster = aCluster();
    for (let step = 0; step < 2; step++) {
      cluster.pass(aProjection());
      cluster.applyDatabase();
    }
    const asked = aProjection({}, { rebuild: 'monday' });
    cluster.pass(aProjection());
    cluster.pass(asked);
    const time = cluster.endJob('Complete');
    const outcome = cluster.pass(asked);
    assert.deepEqual([reasonOf(outcome), outcome.fields?.rebuiltAt], ['Rebuilding', time]);
    assert.equal(cluster.all(DEPLOYMENT).length, 2);
    cluster.pass(asked);
    assert.equal(cluster.jobs().length, 1);
  });

  it('comes before everything else, and stops it when it fails', () => {
    const cluster = aCluster();
    const orders = aProjection();
    for (let step = 0; step < 2; step++) {
      assert.equal(reasonOf(cluster.pass(orders)), 'Waiting');
      cluster.applyDatabase();
    }
    const during = cluster.pass(orders);
    assert.deepEqual([during.phase, reasonOf(during)], ['progressing', 'Rebuilding']);
    cluster.endJob('Failed');
    const failed = cluster.pass(orders);
    assert.deepEqual([failed.phase === 'stalled' && failed.reason, reasonOf(failed)], ['RebuildFailed', 'Failed']);
    assert.equal(failed.degraded, undefined);
    assert.deepEqual(cluster.all(DEPLOYMENT), []);
  });

  it('is the one that was asked for, if one was', () => {
    const cluster = aCluster();
    const orders = aProjection({}, { rebuild: 'monday' });
    cluster.run(orders);
    const { fields, ...outcome } = cluster.pass(orders);
    assert.deepEqual([fields?.rebuild, reasonOf(outcome)], ['monday', 'UpToDate']);
    assert.equal(cluster.jobs().length, 1);
  });
});

it('never builds twice at once and always ends with what was asked for last, whatever happens in between', () => {
  const value = fc.constantFrom('', 'a', 'b', 'c');
  const step = fc.oneof(
    fc.record({ does: fc.constant('ask' as const), value }),
    fc.record({ does: fc.constant('image' as const), digit: fc.constantFrom('a', 'b') }),
    fc.record({ does: fc.constantFrom('fail', 'succeed', 'delete', 'forget') }),
  );
  const running = (cluster: ReturnType<typeof aCluster>) =>
    cluster
      .all(JOB)
      .filter(({ status }) => (status as { conditions?: unknown[] } | undefined)?.conditions === undefined);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const { cluster } = built();
      let [asked, digit] = ['', 'a'];
      const object = () => aProjection({ image: image(digit) }, { rebuild: asked });
      for (const each of steps) {
        const job = running(cluster)[0]?.metadata.name;
        if (each.does === 'ask') asked = each.value;
        else if (each.does === 'image') digit = each.digit;
        else if (each.does === 'forget') cluster.forgetStatus();
        else if (job !== undefined && each.does === 'fail') cluster.endJob('Failed', job);
        else if (job !== undefined && each.does === 'succeed') cluster.endJob('Complete', job);
        else if (each.does === 'delete') for (const name of cluster.jobs()) cluster.remove(JOB, name);
        cluster.pass(object());
        assert.ok(running(cluster).length <= 1);
        assert.ok(cluster.get(DEPLOYMENT, QUERY), 'what answers goes on');
      }
      for (let pass = 0; pass < 3; pass++) {
        const job = running(cluster)[0]?.metadata.name;
        if (job !== undefined) cluster.endJob('Complete', job);
        else for (const name of cluster.jobs().filter((each) => hasFailed(cluster, each))) cluster.remove(JOB, name);
        cluster.pass(object());
      }
      const { fields, ...outcome } = cluster.look(object());
      assert.equal(reasonOf(outcome), 'UpToDate');
      if (asked !== '') assert.equal(fields?.rebuild, asked);
      assert.equal(imageOf(cluster.get(DEPLOYMENT, QUERY)), image(digit));
    }),
  );
});

function hasFailed(cluster: ReturnType<typeof aCluster>, name: string): boolean {
  return JSON.stringify(cluster.get(JOB, name)?.status ?? {}).includes('Failed');
}
