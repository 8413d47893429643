import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createSharedLoads } from './shared-loads.ts';

it('loads once for all who ask at the same time, and again only after it has failed or was forgotten', async () => {
  const shared = createSharedLoads<string>(10, (value) => value.length);
  let loads = 0;
  const load = async (value: string) => {
    loads += 1;
    if (value === '') throw new Error('nothing');
    return value;
  };
  assert.deepEqual(await Promise.all(['x', 'x', 'x'].map((key) => shared.get(key, () => load('value')))), [
    'value',
    'value',
    'value',
  ]);
  assert.equal(await shared.get('x', () => load('other')), 'value');
  assert.equal(loads, 1);
  await assert.rejects(
    shared.get('y', () => load('')),
    /nothing/,
  );
  assert.equal(await shared.get('y', () => load('better')), 'better');
  assert.equal(await shared.get('x', () => load('again')), 'again');
});
