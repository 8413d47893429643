import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { admit, admitResource, type SpecOf, type WrittenSpecOf } from './index.ts';
import { invalidSpecs, validSpecs } from './testing.ts';
import { widget } from './widget.fixture.ts';

const written: WrittenSpecOf<typeof widget> = { color: 'red', owner: 'me' };

function faults(spec: unknown, old?: SpecOf<typeof widget>): string[] {
  const admission = admit(widget.spec, spec, old ? { old } : {});
  return admission.admitted ? [] : admission.faults.map(({ path, message }) => `${path}: ${message}`);
}

it('fills in defaults, also those inside what is a default itself', () => {
  const admission = admit(widget.spec, { ...written, parts: [{ name: 'wheel' }] });
  assert.ok(admission.admitted);
  const spec: SpecOf<typeof widget> = admission.value;
  assert.deepEqual(spec, {
    ...written,
    shiny: false,
    scaling: { minimum: 1 },
    parts: [{ name: 'wheel', size: 1 }],
  });
});

it('finds every fault, with its path', () => {
  assert.deepEqual(
    faults({
      color: 'blue',
      shiny: 'yes',
      atMost: '110%',
      scaling: { minimum: 3, maximum: 2 },
      parts: [{ name: 'a' }, { name: 'b', size: 4, weight: 1 }],
      tags: ['a', 'a'],
      labels: { UPPER: 'x' },
      extra: 1,
    }),
    [
      'extra: is not a field',
      'color: must be one of red, green',
      'owner: is required',
      'shiny: must be true or false',
      'atMost: must be a count or a percentage',
      'scaling: minimum must not exceed maximum',
      'parts[1].weight: is not a field',
      'parts[1].size: must be a whole number from 1 to 3',
      'tags: must not repeat an item',
      'labels.UPPER: must match ^[a-z]+$',
    ],
  );
});

it('tells items of a list apart by their keys', () => {
  assert.deepEqual(faults({ ...written, parts: [{ name: 'a' }, { name: 'a', size: 2 }] }), [
    'parts: must not repeat an item',
  ]);
});

it('counts characters, not UTF-16 units', () => {
  const parts = (name: string) => ({ ...written, parts: [{ name }] });
  assert.deepEqual(faults(parts('🦊'.repeat(10))), []);
  assert.deepEqual(faults(parts('🦊'.repeat(11))), ['parts[0].name: must be 1 to 10 characters long']);
});

it('refuses a change of what is immutable', () => {
  const before = admit(widget.spec, written);
  assert.ok(before.admitted);
  assert.deepEqual(faults({ ...written, color: 'green' }, before.value), []);
  assert.match(faults({ ...written, owner: 'you' }, before.value)[0]!, /^owner: cannot be changed/);
});

it('checks rules over the whole resource', () => {
  assert.ok(admitResource(widget, { metadata: { name: 'n'.repeat(20) }, spec: written }).admitted);
  assert.deepEqual(admitResource(widget, { metadata: { name: 'n'.repeat(21) }, spec: written }), {
    admitted: false,
    faults: [{ path: '', message: 'the name must have at most 20 characters' }],
  });
});

it('admits every valid spec that is generated, and no invalid one', () => {
  fc.assert(fc.property(validSpecs(widget), (spec) => assert.deepEqual(faults(spec), [])));
  fc.assert(fc.property(invalidSpecs(widget), ({ spec }) => assert.notEqual(faults(spec).length, 0)));
});

it('generates every kind of fault', () => {
  const kinds = new Set(fc.sample(invalidSpecs(widget), 3000).map(({ breaks }) => breaks));
  const rule = '!has(self.maximum) || self.minimum <= self.maximum';
  const keywords = ['type', 'minimum', 'maximum', 'enum', 'pattern', 'minLength', 'maxLength', 'minItems', 'unique'];
  assert.deepEqual([...kinds].sort(), [...keywords, 'key', 'required', 'unknown', rule].sort());
});
