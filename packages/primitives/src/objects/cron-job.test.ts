import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createObserved } from '@ameide/operator-kit';
import fc from 'fast-check';
import { CRON_JOB } from './api-kinds.ts';
import { cronJobName } from './cron-job.ts';

const NOTHING = createObserved({ facts: undefined });
const primitive = (kind: string, name: string) => ({
  apiVersion: 'ameide.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'ameide-dev', uid: `u-${name}`, resourceVersion: '1' },
  spec: { tenancy: {} as never },
});
const nameOf = (kind: string, name: string, run: string, observed = NOTHING) =>
  cronJobName(primitive(kind, name), { run, formerName: `${name}-${run}` }, observed);

it('is for people, too', () => {
  assert.match(nameOf('Integration', 'hubspot', 'nightly'), /^hubspot-integration-nightly-[0-9a-f]{10}$/);
  assert.match(nameOf('Projection', 'orders', 'daily_totals'), /^orders-projection-daily-totals-[0-9a-f]{10}$/);
});

it('is no other run’s, of whatever kind, however long the names', () => {
  const label = (maxLength: number) =>
    fc.stringMatching(/^[a-z]([-a-z0-9]*[a-z0-9])?$/).filter((text) => text.length <= maxLength);
  const run = fc.record({
    kind: fc.constantFrom('Process', 'Integration', 'Projection'),
    // Dashes in both words, and names that are equal for as long as there is room.
    name: fc.oneof(label(40), fc.constantFrom('x', 'x-a', 'x-process', `${'x'.repeat(39)}a`, `${'x'.repeat(39)}b`)),
    run: fc.oneof(label(10), fc.constantFrom('nightly', 'a-nightly', 'process-a')),
  });
  fc.assert(
    fc.property(run, run, (one, other) => {
      const [a, b] = [one, other].map((each) => nameOf(each.kind, each.name, each.run));
      assert.equal(a === b, one.kind === other.kind && one.name === other.name && one.run === other.run);
      assert.match(a!, /^[a-z]([-a-z0-9]{0,50}[a-z0-9])?$/);
    }),
    { numRuns: 500 },
  );
});

it('stays what it was where the CronJob is there already', () => {
  const metadata = { name: 'x-nightly', namespace: 'ameide-dev', uid: 'u', resourceVersion: '1' };
  const observed = createObserved({ facts: undefined, namespace: 'ameide-dev', owned: [{ ...CRON_JOB, metadata }] });
  assert.equal(nameOf('Integration', 'x', 'nightly', observed), 'x-nightly');
  assert.match(nameOf('Integration', 'x', 'hourly', observed), /^x-integration-hourly-/);
});
