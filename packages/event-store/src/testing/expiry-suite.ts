import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '@ameide/test-kit';
import type { EventStore } from '../event-store.ts';
import { expire, startExpiry } from '../expiry.ts';
import { type ConformanceEnvironment, type ConformanceFactory, newStream, said, TENANT } from './environment.ts';

const DAY_MS = 86_400_000;

export function expirySuite(factory: ConformanceFactory): void {
  describe('records of idempotency keys expire', () => {
    let environment: ConformanceEnvironment;
    let store: EventStore;
    before(async () => {
      environment = await factory();
      store = environment.openStore();
    });
    after(() => environment.close());

    const expiring = [{ by: 'expire_idempotency', afterMs: 7 * DAY_MS }];
    const record = async (key: string, days: number, tenant = TENANT) => {
      await store.append(tenant, {
        streams: [{ stream: newStream(tenant), expectedVersion: 'any', events: [said(1)] }],
        idempotency: { scope: 'ada/Say', key, fingerprint: 'f' },
      });
      await environment.admin.query(
        `update ${store.schema}.idempotency set recorded_at = now() - make_interval(days => $2) where key = $1`,
        [key, days],
      );
    };
    const keys = async () => {
      const { rows } = await environment.admin.query(`select key from ${store.schema}.idempotency order by key`);
      return rows.map(({ key }) => key);
    };

    test('the old ones of all tenants go, however many, and the others hold', async () => {
      await record('old', 8);
      await record('older', 80, 'globex');
      await record('young', 6);
      await environment.admin.query(
        `insert into ${store.schema}.idempotency select 'acme', 's', n::text, 'f', null, '{}', now() - interval '9 days'
         from generate_series(1, 2500) n`,
      );
      const { pool, schema } = store;
      assert.deepEqual(await Promise.all([expire({ pool, schema, expiring })]), [[2502]]);
      assert.deepEqual(await keys(), ['young']);
      const key = { scope: 'ada/Say', key: 'young', fingerprint: 'f' };
      assert.equal((await store.findAnswer(TENANT, key))?.outcome, 'replayed');
    });

    test('nothing of the last day goes, whatever the policy of the service says', async () => {
      const { pool, schema } = store;
      await record('fresh', 0);
      assert.deepEqual(await expire({ pool, schema, expiring: [{ by: 'expire_idempotency', afterMs: 0 }] }), [1]);
      assert.deepEqual(await keys(), ['fresh']);
    });

    test('replicas do it on a schedule, one at a time, and end when they are told to', async () => {
      const { pool, schema } = store;
      const holder = await environment.admin.connect();
      const lock = `hashtextextended('expiry ${schema}.expire_idempotency', 0)`;
      await holder.query(`select pg_advisory_lock(${lock})`);
      await record('scheduled', 8);
      assert.deepEqual(await expire({ pool, schema, expiring }), [0]);
      const onError = (error: unknown) => assert.fail(String(error));
      const replicas = [1, 2, 3].map(() => startExpiry({ pool, schema, expiring, everyMs: 1, onError }));
      await holder.query(`select pg_advisory_unlock(${lock})`);
      holder.release();
      await until(async () => !(await keys()).includes('scheduled'));
      await Promise.all(replicas.map((replica) => replica.stop()));
      await record('after', 8);
      assert.ok((await keys()).includes('after'));
    });
  });
}
