import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Schema } from '@ameide/operator-kit/schema';
import { validSpecs } from '@ameide/operator-kit/schema/testing';
import { tenantId } from '@ameide/primitives/fields';
import { placementFault } from '@ameide/primitives/objects';
import fc from 'fast-check';
import { bucketName, type Code, databaseName, isBucketName, sharedName, tenantNamespace } from './names.ts';
import { ameideTenant } from './resource.ts';

/** Every text of up to `length` of these letters that the schema lets a person write. */
function everyText(schema: Schema, letters: string, length: number): string[] {
  const { pattern, minLength, maxLength } = schema.node as Schema['node'] & { type: 'string' };
  let texts = [''];
  const all: string[] = [];
  for (let size = 1; size <= Math.min(length, maxLength); size++) {
    texts = texts.flatMap((text) => [...letters].map((letter) => text + letter));
    all.push(...texts.filter((text) => size >= minLength && new RegExp(pattern!, 'u').test(text)));
  }
  return all;
}

const fieldOf = ({ node }: Schema, name: string) => (node as Schema['node'] & { type: 'object' }).fields[name]!;
const itemOf = ({ node }: Schema) => (node as Schema['node'] & { type: 'list' }).item;
const ids = [...everyText(tenantId(''), 'ab-', 6), 'a-preview', 'a-preview-1', 'preview', 'preview-1'];
const lanes = [...everyText(itemOf(fieldOf(ameideTenant.spec, 'environments')), 'ab-', 3), 'preview', 'preview-1'];
const purposes = everyText(itemOf(fieldOf(ameideTenant.spec, 'buckets')), 'ab-', 3);
const codes: readonly Code[] = ['product', 'custom'];

/** Nothing repeats. */
function assertDistinct(names: readonly string[]): void {
  assert.ok(names.length > 100);
  assert.equal(new Set(names).size, names.length);
}

it('two tenants, lanes or sorts of code never have one namespace', () => {
  const names = ids.flatMap((id) => lanes.flatMap((lane) => codes.map((code) => tenantNamespace(id, lane, code).name)));
  assertDistinct(names);
  assert.ok(!names.some((name) => name.startsWith('ameide-')));
});

it('two tenants, lanes or purposes never have one bucket, and a bucket knows its tenant', () => {
  const few = ids.filter((id) => id.length <= 4 || id.includes('preview'));
  const names = few.flatMap((id) => lanes.flatMap((lane) => purposes.map((purpose) => bucketName(id, lane, purpose))));
  assertDistinct(names);
  for (const name of names.filter((_, index) => index % 7 === 0)) {
    assert.equal(few.filter((id) => isBucketName(id, name)).length, 1, name);
  }
});

it('two tenants never have one client or one database', () => {
  assertDistinct(ids.map(sharedName));
  assertDistinct(ids.map(databaseName));
});

it('every name that a valid spec leads to is one of Kubernetes, PostgreSQL and S3', () => {
  const longest = 't'.repeat(30);
  fc.assert(
    fc.property(validSpecs(ameideTenant), ({ environments, buckets = [] }) => {
      for (const environment of environments) {
        const { name } = tenantNamespace(longest, environment, 'product');
        assert.match(name, /^[a-z][-a-z0-9]{0,61}[a-z0-9]$/);
        for (const bucket of buckets)
          assert.match(bucketName(longest, environment, bucket), /^[a-z][-a-z0-9]{1,61}[a-z0-9]$/);
      }
    }),
  );
  assert.ok(databaseName(longest).length <= 63);
});

it('a namespace is one in which the primitives’ operators run what it is for, and nothing else', () => {
  for (const id of ids.filter((each) => each.length <= 4)) {
    for (const [code, other] of [
      ['product', 'custom'],
      ['custom', 'product'],
    ] as const) {
      const { name } = tenantNamespace(id, 'dev', code);
      assert.equal(placementFault({ tenant: id, code }, name, 'dev'), undefined);
      assert.ok(placementFault({ tenant: id, code: other }, name, 'dev'));
      assert.ok(placementFault({ tenant: `${id}x`, code }, name, 'dev'));
    }
  }
});
