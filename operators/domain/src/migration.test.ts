import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEPLOYMENT, imageOf, JOB, jobState } from '@ameide/primitives/objects';
import type { V1JobSpec } from '@kubernetes/client-node';
import fc from 'fast-check';
import { aCluster, aDomain, aDomainAt, aDomainWithData, image } from './domain.fixture.ts';
import { type Domain, REMEMBERED } from './resource.ts';

type Cluster = ReturnType<typeof aCluster>;
const jobsOf = (cluster: Cluster) => cluster.jobs().map(({ metadata: { name } }) => name);
const rolledOut = (cluster: Cluster) => imageOf(cluster.get(DEPLOYMENT, 'orders-domain'));
const migrated = (cluster: Cluster, object: Domain) => cluster.status(object).conditions!.Migrated!;

/** A cluster in which `orders` is at version 7 with image a. */
function atSeven() {
  const cluster = aCluster();
  cluster.migrate(aDomainAt('7', 'a'));
  return cluster;
}

/** The same, in which version 8 with image b followed. */
function atEight() {
  const cluster = atSeven();
  const next = aDomainAt('8', 'b');
  cluster.reconcile(next);
  cluster.endJob('Complete');
  cluster.reconcile(next);
  return cluster;
}

describe('a migration while another one goes on', () => {
  for (const end of ['Complete', 'Failed'] as const) {
    it(`waits until that is ${end}, and says for which`, () => {
      const cluster = atSeven();
      cluster.reconcile(aDomainAt('8', 'b'));
      const [running] = jobsOf(cluster);
      const next = aDomainAt('9', 'c');
      for (let pass = 0; pass < 2; pass++) {
        cluster.reconcile(next);
        assert.deepEqual(jobsOf(cluster), [running]);
      }
      const outcome = cluster.status(next);
      assert.equal(outcome.phase, 'progressing');
      const { status, reason, message } = outcome.conditions!.Migrated!;
      assert.deepEqual([status, reason], ['False', 'Waiting']);
      assert.ok(message.includes(running!), message);
      assert.equal(outcome.fields?.migrationJob, running);

      cluster.endJob(end);
      cluster.reconcile(next);
      assert.equal(migrated(cluster, next).reason, 'Migrating');
      assert.equal(cluster.fields()?.schemaVersion, end === 'Complete' ? '8' : '7');
      assert.equal(rolledOut(cluster), image('a'));
      cluster.endJob('Complete');
      cluster.reconcile(next);
      assert.equal(cluster.fields()?.schemaVersion, '9');
      assert.equal(rolledOut(cluster), image('c'));
    });
  }

  it('waits too for one that is being deleted, be it its own Job', () => {
    const cluster = atSeven();
    const next = aDomainAt('8', 'b');
    cluster.reconcile(next);
    const [job] = cluster.jobs();
    const { name } = job!.metadata;
    cluster.change(JOB, name, { metadata: { ...job!.metadata, deletionTimestamp: '2030-01-01T00:00:00Z' } });
    for (const object of [next, aDomainAt('9', 'c')]) {
      assert.ok(!cluster.reconcile(object).some((each) => each.startsWith('Job/')));
      assert.equal(migrated(cluster, object).reason, 'Waiting');
    }
    cluster.remove(JOB, name);
    cluster.reconcile(next);
    assert.equal(migrated(cluster, next).reason, 'Migrating');
    assert.deepEqual(jobsOf(cluster), [name]);
  });

  it('is not stopped half-way by a spec that no longer asks for it', () => {
    for (const object of [aDomainAt('7', 'a'), aDomainWithData({ database: { cluster: 'postgres' } }), aDomain()]) {
      const cluster = atSeven();
      cluster.reconcile(aDomainAt('8', 'b'));
      const [running] = jobsOf(cluster);
      cluster.reconcile(object);
      assert.deepEqual(jobsOf(cluster), [running]);
      const { status, message } = migrated(cluster, object);
      assert.equal(status, 'True');
      assert.ok(message.includes(running!), message);
    }
  });

  it('is made anew after a failure when the spec wants it done otherwise, and not before', () => {
    const cluster = atSeven();
    const next = aDomainAt('8', 'b');
    cluster.reconcile(next);
    cluster.endJob('Failed');
    cluster.reconcile(next);
    const [failed] = jobsOf(cluster);
    assert.equal(migrated(cluster, next).reason, 'MigrationFailed');
    const { database } = next.spec;
    const changes = [
      { env: [{ name: 'TIMEOUT', value: '60' }] },
      { database: { ...database!, migration: { ...database!.migration!, command: ['node', 'src/other.ts'] } } },
    ];
    for (const change of changes) {
      const mended = aDomainAt('8', 'b', change);
      assert.equal(migrated(cluster, mended).reason, 'Waiting');
      cluster.reconcile(mended);
      assert.deepEqual(jobsOf(cluster), []);
      cluster.reconcile(mended);
      assert.deepEqual(jobsOf(cluster), [failed]);
      assert.equal(migrated(cluster, mended).reason, 'Migrating');
      cluster.endJob('Failed');
      cluster.reconcile(mended);
      assert.equal(migrated(cluster, mended).reason, 'MigrationFailed');
    }
  });

  it('is stopped by its limit, which the spec can change while it runs, also for the one before', () => {
    const cluster = atSeven();
    const limited = (schemaVersion: string, digit: string, timeoutSeconds: number, ...command: string[]) =>
      aDomainWithData({
        image: image(digit),
        database: { cluster: 'postgres', migration: { schemaVersion, command, timeoutSeconds } },
      });
    const hangs = limited('8', 'b', 600, 'hang');
    cluster.reconcile(hangs);
    const [name] = jobsOf(cluster);
    const made = cluster.get(JOB, name!)!;
    cluster.change(JOB, name!, { status: { startTime: '2030-01-01T00:00:00Z', active: 1 } });
    const until = (time: string) => `It is stopped if it has not ended at 2030-01-01T${time}Z`;
    assert.ok(migrated(cluster, hangs).message.includes(until('00:10:00')), migrated(cluster, hangs).message);
    cluster.reconcile(hangs);
    assert.deepEqual(cluster.get(JOB, name!)!.spec, made.spec);

    for (const next of [limited('8', 'b', 60, 'migrate'), limited('9', 'c', 60, 'migrate')]) {
      cluster.reconcile(next);
      const { spec, metadata } = cluster.get(JOB, name!)!;
      assert.deepEqual(spec, { ...(made.spec as V1JobSpec), activeDeadlineSeconds: 60 });
      assert.deepEqual(metadata.annotations, made.metadata.annotations);
      assert.deepEqual(jobsOf(cluster), [name]);
      assert.ok(migrated(cluster, next).message.includes(until('00:01:00')), migrated(cluster, next).message);
    }
    const mended = limited('8', 'b', 60, 'migrate');
    cluster.endJob('Failed');
    for (let pass = 0; pass < 2; pass++) cluster.reconcile(mended);
    const [container] = (cluster.get(JOB, name!)!.spec as V1JobSpec).template.spec!.containers;
    assert.deepEqual(container?.command, ['migrate']);
    assert.equal(migrated(cluster, mended).reason, 'Migrating');
  });

  it('has no second pod beside one that is on its way out', () => {
    const cluster = atSeven();
    assert.equal((cluster.jobs()[0]!.spec as V1JobSpec).podReplacementPolicy, 'Failed');
  });
});

describe('a spec whose version the database has left behind', () => {
  it('is rolled out at once, and nobody is told that the database went back', () => {
    const cluster = atEight();
    const before = jobsOf(cluster);
    const back = aDomainAt('7', 'a');
    cluster.reconcile(back);
    assert.equal(rolledOut(cluster), image('a'));
    assert.deepEqual(jobsOf(cluster), before);
    assert.equal(cluster.fields()?.schemaVersion, '8');
    cluster.rollOut();
    const outcome = cluster.status(back);
    assert.equal(outcome.phase, 'ready');
    const { status, reason, message } = outcome.conditions!.Migrated!;
    assert.deepEqual([status, reason], ['True', 'DatabaseNewer']);
    assert.match(message, /at 8, newer than 7/);
  });

  it('is so with any image, and the way forward is not migrated twice', () => {
    const cluster = atEight();
    const before = jobsOf(cluster);
    for (const object of [aDomainAt('7', 'c'), aDomainAt('8', 'b')]) {
      cluster.reconcile(object);
      assert.deepEqual(jobsOf(cluster), before);
      assert.equal(rolledOut(cluster), object.spec.image);
    }
    assert.equal(migrated(cluster, aDomainAt('8', 'b')).reason, 'Succeeded');
  });

  it('follows after a migration to the newer one that failed, which is tried again when the spec comes back to it', () => {
    const cluster = atSeven();
    const next = aDomainAt('8', 'b');
    cluster.reconcile(next);
    cluster.endJob('Failed');
    cluster.reconcile(next);
    const back = aDomainAt('7', 'a', { resources: 'tiny' });
    assert.ok(cluster.reconcile(back).includes('Deployment/orders-domain'));
    assert.equal(migrated(cluster, back).reason, 'Succeeded');
    assert.equal(cluster.fields()?.schemaVersion, '7');
    cluster.reconcile(next);
    assert.equal(migrated(cluster, next).reason, 'Migrating');
  });

  it('is so while the migration to the newer one goes on, too', () => {
    const cluster = atSeven();
    cluster.reconcile(aDomainAt('8', 'b'));
    const back = aDomainAt('7', 'a', { resources: 'tiny' });
    assert.ok(cluster.reconcile(back).includes('Deployment/orders-domain'));
    assert.equal(cluster.fields()?.schemaVersion, '7');
    cluster.endJob('Complete');
    cluster.reconcile(back);
    assert.equal(cluster.fields()?.schemaVersion, '8');
    assert.equal(migrated(cluster, back).reason, 'DatabaseNewer');
  });

  it('is known by its numbers where the database never had it, and where it has none it is taken for a new one', () => {
    const versions = [
      ['7', '8', true],
      ['9', '10', true],
      ['1.9.1', '1.10', true],
      ['2030-01-31', '2030-02-01', true],
      ['10', '9', false],
      ['8.0', '8', false],
      ['b3f', 'c0a', false],
      ['7', 'c0a', false],
    ] as const;
    for (const [asked, has, isOlder] of versions) {
      const cluster = aCluster();
      cluster.migrate(aDomainAt(has, 'a'));
      const object = aDomainAt(asked, 'b');
      cluster.reconcile(object);
      assert.equal(migrated(cluster, object).reason, isOlder ? 'DatabaseNewer' : 'Migrating', `${asked} after ${has}`);
      assert.equal(rolledOut(cluster), image(isOlder ? 'b' : 'a'));
    }
  });
});

describe('what was done', () => {
  it('is done once for a version and an image, and again for another image of the same version', () => {
    const cluster = atSeven();
    const other = aDomainAt('7', 'b');
    cluster.reconcile(other);
    assert.equal(migrated(cluster, other).reason, 'Migrating');
    cluster.endJob('Complete');
    cluster.reconcile(other);
    const back = aDomainAt('7', 'a');
    cluster.reconcile(back);
    assert.equal(migrated(cluster, back).reason, 'Succeeded');
    assert.equal(rolledOut(cluster), image('a'));
  });

  it('is remembered without its Job', () => {
    const cluster = atSeven();
    cluster.remove(JOB, jobsOf(cluster)[0]!);
    cluster.reconcile(aDomainAt('7', 'a'));
    assert.deepEqual(jobsOf(cluster), []);
    assert.equal(migrated(cluster, aDomainAt('7', 'a')).reason, 'Succeeded');
  });

  it('is in the Jobs that succeeded until the status has it', () => {
    const cluster = atSeven();
    const next = aDomainAt('8', 'b');
    cluster.reconcile(next);
    cluster.endJob('Complete');
    const before = cluster.fields();
    cluster.reconcile(aDomainAt('9', 'c'));
    cluster.setFields(before);
    cluster.endJob('Complete');
    cluster.reconcile(aDomainAt('9', 'c'));
    assert.deepEqual(cluster.fields()?.earlierSchemaVersions, ['7', '8']);
    assert.equal(cluster.fields()?.schemaVersion, '9');
  });

  it('is remembered as far as anybody goes back', () => {
    const cluster = aCluster();
    const letters = 'abcdef';
    for (let version = 0; version < REMEMBERED + 5; version++) {
      const object = aDomainAt(`v${version}`, letters[version % letters.length]!);
      if (version === 0) cluster.migrate(object);
      cluster.reconcile(object);
      if (version > 0) cluster.endJob('Complete');
      cluster.reconcile(object);
    }
    const { earlierSchemaVersions = [], migratedBy = [] } = cluster.fields() ?? {};
    assert.equal(earlierSchemaVersions.length, REMEMBERED);
    assert.equal(earlierSchemaVersions.at(-1), `v${REMEMBERED + 3}`);
    assert.equal(migratedBy.length, 1);
  });

  it('is forgotten with the version in the status and the Job, for a database that was restored', () => {
    const cluster = atSeven();
    cluster.remove(JOB, jobsOf(cluster)[0]!);
    const { schemaVersion: _, ...others } = cluster.fields()!;
    cluster.setFields(others);
    cluster.reconcile(aDomainAt('7', 'a'));
    assert.equal(migrated(cluster, aDomainAt('7', 'a')).reason, 'Migrating');
  });
});

it('never migrates twice at once, never again and never back, and says what the database has, whatever is asked for', () => {
  const specs = fc.record({ version: fc.constantFrom('6', '7', '8', 'x', 'y'), digit: fc.constantFrom('a', 'b', 'c') });
  const step = fc.oneof(
    specs.map((spec) => ({ type: 'ask', ...spec }) as const),
    fc.constantFrom(
      { type: 'end', as: 'Complete' } as const,
      { type: 'end', as: 'Failed' } as const,
      { type: 'delete' } as const,
    ),
  );
  fc.assert(
    fc.property(specs, fc.array(step, { maxLength: 30 }), (first, steps) => {
      const cluster = aCluster();
      let object = aDomainAt(first.version, first.digit);
      cluster.migrate(object);
      const had: string[] = [first.version];
      const done = new Set([`${first.version} ${first.digit}`]);
      let [running, seen] = [undefined as string | undefined, new Set(jobsOf(cluster))];
      let asked = `${first.version} ${first.digit}`;

      const pass = () => {
        cluster.reconcile(object);
        const jobs = cluster.jobs().filter((each) => jobState(each) === 'running');
        assert.ok(jobs.length <= 1);
        const [job] = jobs.map(({ metadata: { name } }) => name);
        if (running === undefined && job !== undefined) {
          assert.ok(!done.has(asked), `again: ${asked}`);
          const version = asked.split(' ')[0]!;
          assert.ok(!had.slice(0, -1).includes(version), `back: ${asked} after ${had}`);
          running = asked;
        }
        seen = new Set(jobsOf(cluster));
        assert.equal(cluster.fields()?.schemaVersion, had.at(-1));
        // What is remembered now needs no Job as its record any more.
        cluster.reconcile(object);
        const before = [cluster.all(), cluster.fields(), cluster.status(object)];
        cluster.reconcile(object);
        assert.deepEqual([cluster.all(), cluster.fields(), cluster.status(object)], before);
      };
      const end = (as: 'Complete' | 'Failed') => {
        if (running === undefined) return;
        cluster.endJob(as);
        const [version] = running.split(' ');
        if (as === 'Complete') {
          done.add(running);
          if (had.at(-1) !== version) had.push(version!);
        }
        running = undefined;
      };

      for (const each of steps) {
        if (each.type === 'end') end(each.as);
        if (each.type === 'delete' && running === undefined) for (const name of seen) cluster.remove(JOB, name);
        if (each.type === 'ask') {
          object = aDomainAt(each.version, each.digit);
          asked = `${each.version} ${each.digit}`;
        }
        pass();
      }
      end('Complete');
      pass();
      if (running === undefined) for (const name of seen) cluster.remove(JOB, name);
      pass();
      end('Complete');
      pass();
      assert.equal(rolledOut(cluster), object.spec.image);
      assert.equal(migrated(cluster, object).status, 'True');
    }),
  );
});
