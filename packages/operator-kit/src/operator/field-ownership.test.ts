import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FieldSet, KubeObject } from '../api/kube-object.ts';
import { ownsExactly } from './field-ownership.ts';

const desired: KubeObject = {
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: { name: 'a', namespace: 'ns', labels: { app: 'a' } },
  spec: { ports: [{ containerPort: 80, name: 'http' }], tags: ['x'], empty: {}, gone: undefined },
};
const port: FieldSet = { '.': {}, 'f:containerPort': {}, 'f:name': {} };
const fields = {
  'f:metadata': { 'f:labels': { 'f:app': {} } },
  'f:spec': {
    'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': port },
    'f:tags': { 'v:"x"': {} },
    'f:empty': {},
  },
};
const owning = (fieldsV1: FieldSet, entry = {}): KubeObject => ({
  ...desired,
  metadata: {
    name: 'a',
    managedFields: [
      { manager: 'kubectl', operation: 'Update', fieldsV1: {} },
      { manager: 'us', operation: 'Apply', apiVersion: 'v1', fieldsV1, ...entry },
    ],
  },
});
/** As the API server has it: a field set that has become empty is not there. */
const without = (path: readonly string[], from: FieldSet = fields): FieldSet => {
  const [step = '', ...rest] = path;
  const { [step]: inner = {}, ...others } = from;
  const left = rest.length === 0 ? {} : without(rest, inner);
  return Object.keys(left).length === 0 ? others : { ...others, [step]: left };
};

describe('ownership of fields', () => {
  it('is there when every field of ours is ours and there is none more', () => {
    assert.equal(ownsExactly(owning(fields), desired, 'us'), true);
  });

  it('is lost with any field that somebody else took', () => {
    const taken = [
      ['f:metadata', 'f:labels', 'f:app'],
      ['f:spec', 'f:ports', 'k:{"containerPort":80,"protocol":"TCP"}'],
      ['f:spec', 'f:ports', 'k:{"containerPort":80,"protocol":"TCP"}', 'f:name'],
      ['f:spec', 'f:tags', 'v:"x"'],
      ['f:spec', 'f:empty'],
    ];
    for (const path of taken) assert.equal(ownsExactly(owning(without(path)), desired, 'us'), false, path.join(' '));
  });

  it('is not exact with a field that is no longer wanted', () => {
    const more = { ...fields, 'f:data': { 'f:old': {} } };
    assert.equal(ownsExactly(owning(more), desired, 'us'), false);
  });

  it('is that of the same manager, by apply, on the object itself, in the same version', () => {
    for (const entry of [
      { manager: 'them' },
      { operation: 'Update' },
      { subresource: 'status' },
      { apiVersion: 'v1beta1' },
      { fieldsV1: undefined },
    ]) {
      assert.equal(ownsExactly(owning(fields, entry), desired, 'us'), false, JSON.stringify(entry));
    }
    assert.equal(ownsExactly(desired, desired, 'us'), false);
  });
});
