import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Decider, handle, loadAggregate } from '../decider.ts';
import type { EventStore } from '../event-store.ts';
import { type ConformanceEnvironment, type ConformanceFactory, newStream, said, TENANT } from './environment.ts';

type Counted = { type: 'Counted'; data: { by: number } };

const counter: Decider<number, { add: number }, Counted, 'too_much'> = {
  initialState: 0,
  decide: ({ add }, state) =>
    state + add > 100 ? { refused: 'too_much' } : { events: [{ type: 'Counted', data: { by: add } }] },
  evolve: (state, event) => state + event.data.by,
  snapshotVersion: 1,
};

export function snapshotSuite(factory: ConformanceFactory): void {
  describe('snapshots, upcasters and deciders', () => {
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
      const counted = (by: number): Counted => ({ type: 'Counted', data: { by } });
      await store.append(TENANT, {
        streams: [{ stream, expectedVersion: 0, events: [counted(1), counted(2), counted(3)] }],
      });
      assert.deepEqual(await loadAggregate(store, TENANT, stream, counter), { state: 6, version: 3 });
      await store.saveSnapshot(TENANT, stream, { version: 2, schemaVersion: 1, state: 50 });
      assert.deepEqual(await loadAggregate(store, TENANT, stream, counter), { state: 53, version: 3 });
      assert.deepEqual(await loadAggregate(store, TENANT, newStream(), counter), { state: 0, version: 0 });
    });

    test('concurrent commands are each decided on the state that they change', async () => {
      const stream = newStream();
      const add = (amount: number) =>
        handle(store, { tenant: TENANT, stream, decider: counter, command: { add: amount } });
      const results = await Promise.all(Array.from({ length: 8 }, () => add(15)));
      assert.equal(results.filter((result) => result.outcome === 'appended').length, 6);
      assert.equal((await loadAggregate(store, TENANT, stream, counter)).state, 90);
      const refused = { outcome: 'refused', reason: 'refused_by_rule', refusal: 'too_much' };
      assert.deepEqual(
        results.filter((result) => result.outcome === 'refused'),
        [refused, refused],
      );
    });

    test('a repeated command gets the first answer, also when its rule would refuse it now', async () => {
      const stream = newStream();
      const idempotency = { scope: 'ada/Add', key: stream, fingerprint: 'f', result: { added: 80 } };
      const add = () => handle(store, { tenant: TENANT, stream, decider: counter, command: { add: 80 }, idempotency });
      const outcomes = (await Promise.all(Array.from({ length: 10 }, add))).map((result) => result.outcome).sort();
      assert.deepEqual(outcomes, ['appended', ...Array.from({ length: 9 }, () => 'replayed')]);
    });

    test('an expected version is the caller’s word: the command is not decided again', async () => {
      const stream = newStream();
      const options = { tenant: TENANT, stream, decider: counter, command: { add: 1 }, metadata: { actor: 'ada' } };
      assert.equal((await handle(store, { ...options, expectedVersion: 0 })).outcome, 'appended');
      const refused = { outcome: 'refused', reason: 'wrong_expected_version', stream, expected: 0, actual: 1 };
      assert.deepEqual(await handle(store, { ...options, expectedVersion: 0 }), refused);
      assert.deepEqual((await store.readStream(TENANT, stream))[0]!.metadata, { actor: 'ada' });
    });
  });
}
