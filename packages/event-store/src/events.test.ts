import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fingerprint } from './append.ts';
import { parseStreamName, streamName } from './events.ts';
import { createUpcast } from './upcasters.ts';

test('a stream name has an aggregate, a tenant and an id that may contain anything', () => {
  assert.equal(streamName('model', 'acme', 'artifacts/42/main:x'), 'model:acme/artifacts/42/main:x');
  const parts = { aggregate: 'model', tenant: 'acme', id: 'artifacts/42/main:x' };
  assert.deepEqual(parseStreamName('model:acme/artifacts/42/main:x'), parts);
  for (const [aggregate, tenant, id] of [
    ['', 'a', 'b'],
    ['a:b', 'c', 'd'],
    ['a', 'b/c', 'd'],
    ['a', 'b', ''],
  ] as const) {
    assert.throws(() => streamName(aggregate, tenant, id), TypeError);
  }
  for (const text of ['', 'model', 'model:acme', 'model:acme/', ':acme/1', 'mo/del:acme/1']) {
    assert.throws(() => parseStreamName(text), TypeError);
  }
});

test('a fingerprint depends on the value, not on the order of members', () => {
  assert.equal(fingerprint({ a: 1, b: { c: 2, d: [1, 2] } }), fingerprint({ b: { d: [1, 2], c: 2 }, a: 1 }));
  assert.notEqual(fingerprint({ a: [1, 2] }), fingerprint({ a: [2, 1] }));
  assert.notEqual(fingerprint({ a: 1 }), fingerprint({ a: '1' }));
});

test('upcasters run one after the other from the event’s version; two from the same version are a mistake', () => {
  const step = (from: number) => ({
    type: 'Renamed',
    from,
    upcast: (data: object) => ({ ...data, [`v${from + 1}`]: true }),
  });
  const upcast = createUpcast([step(2), step(1)]);
  assert.deepEqual(upcast({ type: 'Renamed', schemaVersion: 1, data: {} }), {
    schemaVersion: 3,
    data: { v2: true, v3: true },
  });
  assert.deepEqual(upcast({ type: 'Renamed', schemaVersion: 2, data: {} }), { schemaVersion: 3, data: { v3: true } });
  assert.deepEqual(upcast({ type: 'Other', schemaVersion: 1, data: {} }), { schemaVersion: 1, data: {} });
  assert.throws(() => createUpcast([step(1), step(1)]), TypeError);
});
