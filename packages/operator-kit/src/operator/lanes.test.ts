import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredObject } from '../api/kube-object.ts';
import { belonging, LANE, type Lane } from './lanes.ts';

const at = (namespace: string, labels?: Record<string, string>): StoredObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', namespace, uid: 'u', resourceVersion: '1', ...(labels && { labels }) },
});
const dev: Lane = {
  own: 'dev',
  of: ({ metadata: { namespace = '' } }) => (namespace.startsWith('in-') ? namespace.slice('in-'.length) : undefined),
};

test('an object is of the lane that its label says, else of that of its place, else nobody’s', () => {
  assert.equal(belonging(at('in-dev'), dev), 'ours');
  assert.equal(belonging(at('in-prod'), dev), 'others');
  assert.equal(belonging(at('in-prod', { [LANE]: 'dev' }), dev), 'ours');
  assert.equal(belonging(at('in-dev', { [LANE]: 'prod' }), dev), 'others');
  assert.equal(belonging(at('elsewhere'), dev), 'nobodys');
  assert.equal(belonging(at('in-dev', { [LANE]: '' }), dev), 'ours');
  assert.equal(belonging(at('in-dev'), { own: 'dev' }), 'nobodys');
});
