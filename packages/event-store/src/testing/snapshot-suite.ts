import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Aggregate, loadFromStream } from '../commands/aggregate.ts';
import type { EventStore } from '../event-store.ts';
import { parseStreamName } from '../events.ts';
import { type ConformanceEnvironment, type ConformanceFactory, newStream, said, TENANT } from './environment.ts';

type Counted = { readonly type: 'Counted'; readonly by: number };

const counters: Aggregate<number, Counted> = {
  name: 'thing',
  initialState: 0,
  evolve: (state, event) => state + event.by,
  project: { Counted: () => [] },
  encode: ({ type, by }) => ({ type, data: { by } }),
  decode: ({ data }) => ({ type: 'Counted', ...(data as { by: number }) }),
  snapshotVersion: 1,
};

export function snapshotSuite(factory: ConformanceFactory): void {
  describe('snapshots and upcasters', () => {
    let environment: ConformanceEnvironment;
    let store: EventStore;
    before(async () => {
      environment = await factory();
      store = environment.openStore();
    });
    after(() => environment.close());

    test('a snapshot is read by its schema version; an older one does not replace it', async () => {
      const stream = newStream();
      const state = (n: number) => ({ n, nested: [{ text: 'ü"\\' }] });
      await store.saveSnapshot(TENANT, stream, { version: 5, schemaVersion: 1, state: state(5) });
      await store.saveSnapshot(TENANT, stream, { version: 4, schemaVersion: 1, state: state(4) });
      assert.deepEqual(await store.loadSnapshot(TENANT, stream, 1), { version: 5, schemaVersion: 1, state: state(5) });
      assert.equal(await store.loadSnapshot(TENANT, stream, 2), undefined);
      await store.saveSnapshot(TENANT, stream, { version: 3, schemaVersion: 2, state: null });
      assert.deepEqual(await store.loadSnapshot(TENANT, stream, 2), { version: 3, schemaVersion: 2, state: null });
      assert.equal(await store.loadSnapshot(TENANT, stream, 1), undefined);
    });

    test('upcasters bring old events to the newest form on every way of reading; what is stored stays', async () => {
      const stream = newStream();
      const upcasted = environment.openStore({
        upcasters: [
          { type: 'Renamed', from: 1, upcast: (data) => ({ ...data, two: true }) },
          { type: 'Renamed', from: 2, upcast: (data) => ({ ...data, three: true }) },
        ],
      });
      const result = await store.append(TENANT, {
        streams: [
          { stream, expectedVersion: 'any', events: [said(1, 'Renamed'), { ...said(2, 'Renamed'), schemaVersion: 3 }] },
        ],
      });
      const newest = [
        { schemaVersion: 3, data: { n: 1, two: true, three: true } },
        { schemaVersion: 3, data: { n: 2 } },
      ];
      const formOf = ({ schemaVersion, data }: { schemaVersion: number; data: object }) => ({ schemaVersion, data });
      assert.deepEqual((await upcasted.readStream(TENANT, stream)).map(formOf), newest);
      assert.equal(result.outcome, 'appended');
      const page = await upcasted.readAll({ types: ['Renamed'] });
      assert.deepEqual(page.events.map(formOf), newest);
      assert.deepEqual((await store.readStream(TENANT, stream)).map(formOf)[0], { schemaVersion: 1, data: { n: 1 } });
    });

    test('an aggregate is its snapshot and the events after it', async () => {
      const stream = newStream();
      const { id } = parseStreamName(stream);
      const counted = (by: number) => counters.encode({ type: 'Counted', by });
      await store.append(TENANT, {
        streams: [{ stream, expectedVersion: 0, events: [counted(1), counted(2), counted(3)] }],
      });
      const load = async (of: string) => {
        const { state, version } = await loadFromStream(store, TENANT, counters, of);
        return { state, version };
      };
      assert.deepEqual(await load(id), { state: 6, version: 3 });
      await store.saveSnapshot(TENANT, stream, { version: 2, schemaVersion: 1, state: 50 });
      assert.deepEqual(await load(id), { state: 53, version: 3 });
      assert.deepEqual(await load(`${id}-never`), { state: 0, version: 0 });
    });
  });
}
