import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { conditionOf, type StoredObject } from '@ameide/operator-kit';
import type { WrittenSpecOf } from '@ameide/operator-kit/schema';
import { clusterSkipReason, thirdPartyCrds } from '@ameide/operator-kit/testing';
import { DATABASE, DATABASE_ROLE, DEPLOYMENT, imageOf, JOB } from '@ameide/primitives/objects';
import { type OperatorSuite, startOperatorSuite, testSettings } from '@ameide/primitives/testing';
import { until } from '@ameide/test-kit';
import { image } from '../src/domain.fixture.ts';
import { domainOperator } from '../src/operator.ts';
import { type DomainStatus, domain } from '../src/resource.ts';

const OPERATOR = domainOperator(testSettings);
const MERGE_PATCH = 'application/merge-patch+json';

describe('migrations one after the other on a real API server', { skip: clusterSkipReason() }, () => {
  let suite: OperatorSuite;
  before(async () => {
    const crds = await thirdPartyCrds('cloudnative-pg', 'databases', 'databaseroles');
    suite = await startOperatorSuite({ operator: OPERATOR, resource: domain, crds });
  });
  after(() => suite?.stop());

  const ask = (schemaVersion: string, digit: string, command = ['node', 'src/migrate.ts'], limits: object = {}) => {
    const migration = { schemaVersion, command, retries: 0, ...limits };
    const spec = { image: image(digit), scaling: { replicas: 1 }, database: { cluster: 'postgres', migration } };
    return suite.applySpec('orders', spec satisfies WrittenSpecOf<typeof domain>);
  };
  const says = (reason: string, about = '') =>
    suite.until('orders', (object) => {
      const found = conditionOf(object, 'Migrated');
      const isCurrent = found?.observedGeneration === object.metadata.generation;
      return isCurrent && found?.reason === reason && found.message.includes(about);
    });
  const fieldsOf = ({ status }: StoredObject) => status as DomainStatus;
  const jobs = async () => (await suite.list(JOB)).map(({ metadata: { name } }) => name);
  const migrate = async () => {
    const { migrationJob } = fieldsOf(await says('Migrating'));
    await until(async () => {
      await suite.endPods(migrationJob!, 'Succeeded');
      const { message } = conditionOf(await suite.get(OPERATOR.kind, 'orders'), 'Migrated')!;
      return message.includes(`${migrationJob} succeeded`);
    });
  };
  const untilRolledOut = (digit: string) =>
    until(async () => {
      const [deployment] = await suite.list(DEPLOYMENT);
      return imageOf(deployment) === image(digit);
    });

  it('lets one that goes on end before the next one is made', async () => {
    await ask('7', 'a');
    await until(async () => {
      for (const object of [...(await suite.list(DATABASE_ROLE)), ...(await suite.list(DATABASE))]) {
        const { name, generation } = object.metadata;
        await suite.setStatus(object, name, { applied: true, observedGeneration: generation });
      }
      return (await jobs()).length === 1;
    });
    await migrate();
    await ask('8', 'b');
    const { migrationJob: running } = fieldsOf(await says('Migrating'));
    await ask('9', 'c');
    const waiting = await says('Waiting', running);
    assert.equal(fieldsOf(waiting).schemaVersion, '7');
    assert.deepEqual(await jobs(), [running]);
    await until(async () => {
      await suite.endPods(running!, 'Succeeded');
      return conditionOf(await suite.get(OPERATOR.kind, 'orders'), 'Migrated')?.reason === 'Migrating';
    });
    await migrate();
    await untilRolledOut('c');
    const { schemaVersion, earlierSchemaVersions } = fieldsOf(await says('Succeeded'));
    assert.deepEqual([schemaVersion, earlierSchemaVersions], ['9', ['7', '8']]);
  });

  it('lets one that is being deleted go before it is made again', async () => {
    await ask('10', 'd');
    const { migrationJob } = fieldsOf(await says('Migrating'));
    const path = await suite.path(JOB, migrationJob!);
    await suite.cluster.request('PATCH', path, { metadata: { finalizers: ['test.example.com/pods'] } }, MERGE_PATCH);
    const { metadata } = await suite.get(JOB, migrationJob!);
    await suite.delete(JOB, migrationJob!);
    await says('Waiting', migrationJob);
    await suite.cluster.request('PATCH', path, { metadata: { finalizers: [] } }, MERGE_PATCH);
    await says('Migrating', migrationJob);
    assert.notEqual((await suite.get(JOB, migrationJob!)).metadata.uid, metadata.uid);
    await migrate();
    await untilRolledOut('d');
  });

  it('is mended by the spec alone after a failure, and says until then what failed', async () => {
    await ask('10', 'e', ['false']);
    const { migrationJob } = fieldsOf(await says('Migrating'));
    await until(async () => {
      await suite.endPods(migrationJob!, 'Failed');
      return conditionOf(await suite.get(OPERATOR.kind, 'orders'), 'Migrated')?.reason === 'MigrationFailed';
    });
    const failed = await says('MigrationFailed', `kubectl logs -n ameide-dev job/${migrationJob}`);
    assert.match(conditionOf(failed, 'Stalled')?.message ?? '', /backoff limit/);
    const { metadata } = await suite.get(JOB, migrationJob!);
    await ask('10', 'e', ['true']);
    await says('Migrating', migrationJob);
    assert.notEqual((await suite.get(JOB, migrationJob!)).metadata.uid, metadata.uid);
    await migrate();
    await untilRolledOut('e');
    await says('Succeeded');
    // Back to where it was: this image has migrated before.
    await ask('10', 'd');
    await untilRolledOut('d');
  });

  it('is stopped when it hangs, as soon as Git says how long it may take, and is mended by the same change', async () => {
    const limited = (timeoutSeconds: number, ...command: string[]) => ask('10', 'f', command, { timeoutSeconds });
    await limited(86_400, 'hang');
    const { migrationJob } = fieldsOf(await says('Migrating', 'It is stopped if it has not ended at'));
    const { metadata } = await suite.get(JOB, migrationJob!);
    await limited(1, 'true');
    await until(async () => {
      const job = await suite.get(JOB, migrationJob!).catch(() => undefined);
      return job !== undefined && job.metadata.uid !== metadata.uid;
    });
    await limited(600, 'true');
    await until(async () => {
      await suite.endPods(migrationJob!, 'Succeeded');
      return conditionOf(await suite.get(OPERATOR.kind, 'orders'), 'Migrated')?.reason === 'Succeeded';
    });
    await untilRolledOut('f');
    await ask('10', 'd');
    await untilRolledOut('d');
  });

  it('rolls an older version out at once, and says which one the database has', async () => {
    await says('Succeeded');
    const before = await jobs();
    await ask('7', 'a');
    await untilRolledOut('a');
    const object = await says('DatabaseNewer', 'at 10, newer than 7');
    assert.equal(fieldsOf(object).schemaVersion, '10');
    assert.deepEqual(await jobs(), before);
    await ask('10', 'd');
    await untilRolledOut('d');
    await says('Succeeded');
    assert.deepEqual(await jobs(), before);
  });

  it('migrates anew when the version and the Job are taken away, for a database that was restored', async () => {
    const [job] = await jobs();
    await suite.delete(JOB, job!);
    await until(async () => (await jobs()).length === 0);
    const path = `${await suite.path(OPERATOR.kind, 'orders')}/status`;
    await suite.cluster.request('PATCH', path, { status: { schemaVersion: null } }, MERGE_PATCH);
    await migrate();
    const { schemaVersion, earlierSchemaVersions } = fieldsOf(await says('Succeeded'));
    assert.deepEqual([schemaVersion, earlierSchemaVersions], ['10', undefined]);
  });
});
