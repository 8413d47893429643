import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applicationsOf } from './ledger.ts';

test('a release counts applications, not the servers beside them', () => {
  const image = { graph: 'ameide-reg:32000/ameide/any', digest: `sha256:${'0'.repeat(64)}` };
  const images = { gateway: image, operators: image, postgres: image, keycloak: image };
  assert.deepEqual(applicationsOf(images, ['gateway', 'operators', 'threads']), ['gateway', 'operators']);
});
