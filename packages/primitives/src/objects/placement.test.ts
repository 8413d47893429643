import assert from 'node:assert/strict';
import { test } from 'node:test';
import { laneOfNamespace } from './placement.ts';

test('a namespace is of the lane that its name says', () => {
  assert.equal(laneOfNamespace('ameide-dev'), 'dev');
  assert.equal(laneOfNamespace('tenant-acme-dev-base'), 'dev');
  assert.equal(laneOfNamespace('tenant-acme-west-prod-cust'), 'prod');
  assert.equal(laneOfNamespace('ameide-preview-12'), 'preview-12');
  assert.equal(laneOfNamespace('tenant-acme-preview-preview-12-base'), 'preview-12');
  for (const other of [
    'ameide-system',
    'ameide-infra',
    'default',
    'tenant-acme-dev',
    'tenant-dev-base',
    'ameide-',
    undefined,
  ])
    assert.equal(laneOfNamespace(other), undefined, other);
});
