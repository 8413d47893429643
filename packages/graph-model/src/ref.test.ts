import assert from 'node:assert/strict';
import { it } from 'node:test';
import { baselineKey, parseNamedRef, parseRef } from './ref.ts';

const artifactId = '00000000-0000-4000-8000-00000000000a';
const branch = `artifacts/${artifactId}/main`;

it('a baseline stands where a version does, and numbers are versions', () => {
  assert.deepEqual(parseNamedRef(branch), { artifactId, branch: 'main' });
  assert.deepEqual(parseNamedRef(`${branch}@7`), { artifactId, branch: 'main', version: 7 });
  assert.deepEqual(parseNamedRef(`${branch}@Prüfung 2026-Q1`), {
    artifactId,
    branch: 'main',
    baseline: 'Prüfung 2026-Q1',
  });
  assert.equal(parseRef(`${branch}@Release`), null);
  for (const text of ['@', '@0', '@01', '@ x', '@x ', '@a/b', '@a@b', `@${'x'.repeat(65)}`, '@x\n']) {
    assert.equal(parseNamedRef(branch + text), null, text);
  }
  assert.equal(parseNamedRef('artifacts/x/main@Release'), null);
});

it('names that differ in case or in how letters are composed are one', () => {
  assert.equal(baselineKey('PRU\u0308FUNG'), baselineKey('prüfung'));
});
