import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { admit, admitResource } from '@ameide/operator-kit/schema';
import { invalidSpecs, validSpecs } from '@ameide/operator-kit/schema/testing';
import fc from 'fast-check';
import { kinds } from './kinds.ts';

for (const kind of kinds) {
  describe(kind.kind, () => {
    it('admits its example', () => {
      assert.ok(admitResource(kind, kind.example).admitted);
    });

    it('admits every valid spec that is generated', () => {
      fc.assert(
        fc.property(validSpecs(kind), (spec) => {
          const admission = admit(kind.spec, spec);
          assert.deepEqual(admission.admitted ? [] : admission.faults, []);
        }),
        { numRuns: 300 },
      );
    });

    it('refuses every spec with a fault, and its rules over the whole are broken by what breaks them', () => {
      fc.assert(
        fc.property(invalidSpecs(kind), ({ spec }) => !admit(kind.spec, spec).admitted),
        { numRuns: 300 },
      );
      for (const rule of kind.rules) {
        const written = { metadata: kind.example.metadata, spec: kind.example.spec };
        assert.ok(!admitResource(kind, rule.broken(written as never) as typeof written).admitted, rule.cel);
      }
    });

    it('gives every reason a meaning', () => {
      for (const [reason, meaning] of Object.values(kind.conditions).flatMap(Object.entries)) {
        assert.match(reason, /^[A-Z][A-Za-z]+$/);
        assert.match(meaning, /\.$/);
      }
    });
  });
}
