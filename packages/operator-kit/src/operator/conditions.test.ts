import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type ConditionedStatus, isReady, kitConditions, nextStatus, type Outcome } from './conditions.ts';

const table = {
  ...kitConditions,
  Stalled: { ...kitConditions.Stalled, Broken: 'It is broken.' },
  Linked: { Yes: 'It is.', No: 'It is not.' },
};
const context = { table, generation: 3, now: '2030-01-01T00:00:00Z', missingApis: [] };

const own = fc.constantFrom<Outcome['conditions']>(
  undefined,
  { Linked: { status: 'True', reason: 'Yes', message: '' } },
  { Linked: { status: 'False', reason: 'No', message: 'not yet' } },
);
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({ phase: fc.constant('ready' as const), message: fc.string(), conditions: own }),
  fc.record({ phase: fc.constant('progressing' as const), message: fc.string(), conditions: own }),
  fc.record({ phase: fc.constant('stalled' as const), reason: fc.constant('Broken'), message: fc.string() }),
) as fc.Arbitrary<Outcome>;
const missingApis = fc.subarray(['ServiceMonitor', 'HTTPRoute']);

const statusOf = (status: ConditionedStatus, type: string) =>
  status.conditions.find((each) => each.type === type)?.status;

describe('conditions', () => {
  it('says the same again of the same, and moves a time only with its status', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(outcome, missingApis), { minLength: 1 }), (outcomes) => {
        let previous: ConditionedStatus | undefined;
        for (const [index, [each, missing]] of outcomes.entries()) {
          const now = new Date(Date.UTC(2030, 0, 1, 0, 0, index)).toISOString();
          const status = nextStatus(previous, each, { ...context, now, missingApis: missing });
          assert.deepEqual(nextStatus(status, each, { ...context, now: 'later', missingApis: missing }), status);
          for (const condition of status.conditions) {
            const before = previous?.conditions.find(({ type }) => type === condition.type);
            const moved = before?.lastTransitionTime !== condition.lastTransitionTime;
            assert.equal(moved, before?.status !== condition.status, condition.type);
          }
          previous = status;
        }
      }),
    );
  });

  it('never vanish, whatever the outcomes; what an outcome says nothing of stays, for the generation that it was so for', () => {
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 1 }), (outcomes) => {
        let previous: ConditionedStatus | undefined;
        for (const [generation, each] of outcomes.entries()) {
          const status = nextStatus(previous, each, { ...context, generation });
          for (const before of previous?.conditions ?? []) {
            const after = status.conditions.find(({ type }) => type === before.type);
            assert.ok(after, before.type);
            if (before.type === 'Linked' && each.conditions?.Linked === undefined) assert.deepEqual(after, before);
          }
          assert.deepEqual(
            status.conditions.map(({ type }) => type),
            [...Object.keys(kitConditions), 'Linked'].filter((type) => statusOf(status, type) !== undefined),
          );
          previous = status;
        }
      }),
    );
  });

  it('go when the kind has none of that type any more', () => {
    const linked = { Linked: { status: 'True', reason: 'Yes', message: '' } } as const;
    const before = nextStatus(undefined, { phase: 'ready', message: '', conditions: linked } as Outcome, context);
    const { Linked: _linked, ...others } = table;
    const after = nextStatus(before, { phase: 'ready', message: '' }, { ...context, table: others });
    assert.equal(statusOf(after, 'Linked'), undefined);
  });

  it('is exactly one of ready, reconciling and stalled, for the generation that it was found for', () => {
    fc.assert(
      fc.property(outcome, fc.nat(), (each, generation) => {
        const status = nextStatus(undefined, each, { ...context, generation });
        const phases = ['Ready', 'Reconciling', 'Stalled'].filter((type) => statusOf(status, type) === 'True');
        assert.equal(phases.length, 1);
        assert.equal(isReady({ metadata: { generation }, status }), each.phase === 'ready');
        assert.equal(isReady({ metadata: { generation: generation + 1 }, status }), false);
      }),
    );
  });

  it('keeps the other fields when an outcome says nothing of them, as one that was refused', () => {
    const refused: Outcome = { phase: 'stalled', reason: 'Conflict', message: '' };
    const fieldsAfter = (fields?: object) => {
      const before = nextStatus(
        undefined,
        { phase: 'ready', message: '', fields: { replicas: 2, built: 'a' } },
        context,
      );
      const { conditions, observedGeneration, ...rest } = nextStatus(
        before,
        fields ? { ...refused, fields } : refused,
        {
          ...context,
          generation: 4,
        },
      );
      assert.equal(observedGeneration, 4);
      assert.equal(conditions.find(({ type }) => type === 'Stalled')?.reason, 'Conflict');
      return rest;
    };
    assert.deepEqual(fieldsAfter(), { replicas: 2, built: 'a' });
    assert.deepEqual(fieldsAfter({ replicas: 1 }), { replicas: 1 });
  });

  it('refuses reasons and types that the kind does not have', () => {
    const broken = { phase: 'stalled', reason: 'Unheard', message: '' } as Outcome;
    assert.throws(() => nextStatus(undefined, broken, context), /Unheard is no reason of Stalled/);
    const finding = { status: 'True', reason: 'Yes', message: '' } as const;
    const unknown: Outcome = { phase: 'ready', message: '', conditions: { Lost: finding } };
    assert.throws(() => nextStatus(undefined, unknown, context), /Yes is no reason of Lost/);
  });

  it('names the APIs that are missing and why it is degraded', () => {
    const degraded = { reason: 'Healthy', message: 'one replica less' };
    const status = nextStatus(undefined, { phase: 'ready', message: '', degraded } as Outcome, {
      ...context,
      missingApis: ['ServiceMonitor'],
    });
    assert.deepEqual(
      status.conditions.map(({ type, status, reason, message }) => `${type} ${status} ${reason} ${message}`.trim()),
      [
        'Ready True Available',
        'Reconciling False Settled',
        'Stalled False Proceeding',
        'Degraded True Healthy one replica less',
        'OptionalApis False Missing Not installed: ServiceMonitor.',
      ],
    );
  });
});
