import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { READER_ROLE, withTenant } from '@ameide/postgres';
import { assertRowLevelSecurity } from '@ameide/postgres/testing';
import type { EventStore } from '../event-store.ts';
import { type ConformanceEnvironment, type ConformanceFactory, newStream, said, TENANT } from './environment.ts';

const INSUFFICIENT_PRIVILEGE = { code: '42501' };

export function tenancySuite(factory: ConformanceFactory): void {
  describe('tenants', () => {
    let environment: ConformanceEnvironment;
    let store: EventStore;
    let stream: string;
    before(async () => {
      environment = await factory();
      store = environment.openStore();
      stream = newStream();
      await store.append(TENANT, { streams: [{ stream, expectedVersion: 'no_stream', events: [said(1)] }] });
      await store.saveSnapshot(TENANT, stream, { version: 1, schemaVersion: 1, state: {} });
    });
    after(() => environment.close());

    const write = (tenant: string, name: string) =>
      store.append(tenant, { streams: [{ stream: name, expectedVersion: 'any', events: [said(2)] }] });

    test('every table of the log forces row-level security', () =>
      assertRowLevelSecurity(environment.admin, store.schema));

    test('another tenant can neither read nor write a stream', async () => {
      assert.deepEqual(await store.readStream('globex', stream), []);
      assert.equal(await store.loadSnapshot('globex', stream, 1), undefined);
      await assert.rejects(write('globex', stream), INSUFFICIENT_PRIVILEGE);
      await assert.rejects(write(TENANT, 'no-tenant-in-it'), INSUFFICIENT_PRIVILEGE);
      await assert.rejects(write(TENANT, `:${TENANT}/x`), INSUFFICIENT_PRIVILEGE);
      await assert.rejects(write(TENANT, `a:${TENANT}`), INSUFFICIENT_PRIVILEGE);
      await assert.rejects(write('ac', `a:${TENANT}/x`), INSUFFICIENT_PRIVILEGE);
    });

    test('a tenant id that could be taken for a part of a stream’s name is refused', async () => {
      for (const tenant of ['', '*', 'a/b', 'a:b', "a'b", 'a b']) {
        await assert.rejects(write(tenant, `x:${tenant}/y`), { code: '22023' });
      }
    });

    test('a transaction that acts for one tenant cannot act for another', async () => {
      const crossing = withTenant(store.pool, 'globex', (tx) => store.readStream(TENANT, stream, { tx }));
      await assert.rejects(crossing, INSUFFICIENT_PRIVILEGE);
    });

    test('the service’s role sees nothing without a tenant, cannot change the log and cannot become the reader', async () => {
      const query = (sql: string) => store.pool.query(sql);
      for (const table of ['events', 'idempotency', 'snapshots']) {
        assert.equal((await query(`select from ${store.schema}.${table}`)).rowCount, 0);
      }
      await assert.rejects(query(`update ${store.schema}.events set type = 'x'`), INSUFFICIENT_PRIVILEGE);
      await assert.rejects(query(`delete from ${store.schema}.events`), INSUFFICIENT_PRIVILEGE);
      await assert.rejects(query(`truncate ${store.schema}.events`), INSUFFICIENT_PRIVILEGE);
      await assert.rejects(query(`set role ${READER_ROLE}`), INSUFFICIENT_PRIVILEGE);
    });
  });
}
