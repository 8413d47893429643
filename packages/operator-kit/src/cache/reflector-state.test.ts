import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { initialState, nextState, type ReflectorEvent, type ReflectorState } from './reflector-state.ts';
import { compareResourceVersions, isNewer } from './resource-version.ts';

/** What an event is made of, whatever the state turns out to be. */
const choice = fc.record({ pick: fc.nat(), amount: fc.nat({ max: 50 }), progressed: fc.boolean() });
type Choice = typeof choice extends fc.Arbitrary<infer Value> ? Value : never;

/** An event that can happen in a state. */
function eventIn(state: ReflectorState, { pick, amount, progressed }: Choice): ReflectorEvent {
  switch (state.name) {
    case 'listing': {
      const at = Math.max(1, Number(state.seen ?? 0) + amount - 25);
      const events = [
        { type: 'listed', resourceVersion: `${at}` },
        { type: 'list_expired' },
        { type: 'list_failed', retryAfterMs: amount },
      ] as const;
      return events[pick % events.length]!;
    }
    case 'watching': {
      const types = ['watch_ended', 'watch_silent', 'watch_failed', 'watch_expired', 'relist_due'] as const;
      const resourceVersion = `${Number(state.resourceVersion) + amount}`;
      return { type: types[pick % types.length]!, resourceVersion, progressed };
    }
    case 'waiting':
      return { type: 'waited' };
    case 'stopped':
      return { type: 'stop' };
  }
}

const watching: ReflectorState = { name: 'watching', resourceVersion: '7', failures: 0 };
const reached = { resourceVersion: '9', progressed: true };

describe('the states of a reflector', () => {
  it('table of every state and event', () => {
    const listing = { name: 'listing', paged: true, failures: 0, stale: 0 } as const;
    const again = { ...listing, seen: '9' };
    const onward = { name: 'watching', resourceVersion: '9', failures: 0 };
    const wait = (next: object, atLeastMs = 0) => ({ name: 'waiting', atLeastMs, next });
    const table: readonly [ReflectorState, ReflectorEvent, object][] = [
      [listing, { type: 'listed', resourceVersion: '9' }, onward],
      [listing, { type: 'list_expired' }, wait({ ...listing, paged: false, failures: 1 })],
      [listing, { type: 'list_failed', retryAfterMs: 500 }, wait({ ...listing, failures: 1 }, 500)],
      [again, { type: 'listed', resourceVersion: '8' }, wait({ ...again, failures: 1, stale: 1 })],
      [
        { ...again, stale: 4 },
        { type: 'listed', resourceVersion: '8' },
        { ...onward, resourceVersion: '8' },
      ],
      [watching, { type: 'watch_ended', ...reached }, onward],
      [watching, { type: 'watch_ended', ...reached, progressed: false }, wait({ ...onward, failures: 1 })],
      [watching, { type: 'watch_silent', ...reached, progressed: false }, onward],
      [watching, { type: 'watch_failed', ...reached, retryAfterMs: 5 }, wait({ ...onward, failures: 1 }, 5)],
      [
        { ...watching, failures: 2 },
        { type: 'watch_ended', ...reached, progressed: false },
        wait({ ...again, failures: 3 }),
      ],
      [
        { ...watching, failures: 2 },
        { type: 'watch_failed', ...reached, progressed: false },
        wait({ ...again, failures: 3 }),
      ],
      [
        { ...again, failures: 3 },
        { type: 'listed', resourceVersion: '9' },
        { ...onward, failures: 3 },
      ],
      [
        { ...watching, failures: 3 },
        { type: 'watch_ended', ...reached, progressed: false },
        wait({ ...onward, failures: 4 }),
      ],
      [watching, { type: 'watch_expired', ...reached }, again],
      [watching, { type: 'watch_expired', ...reached, progressed: false }, wait({ ...again, failures: 1 })],
      [watching, { type: 'relist_due', ...reached }, again],
      [{ name: 'waiting', atLeastMs: 0, next: watching }, { type: 'waited' }, watching],
      [watching, { type: 'stop' }, { name: 'stopped' }],
      [{ name: 'stopped' }, { type: 'waited' }, { name: 'stopped' }],
    ];
    for (const [state, event, expected] of table) {
      assert.deepEqual(nextState(state, event), expected, `${state.name}, ${event.type}`);
    }
    assert.throws(() => nextState(listing, { type: 'waited' }), /listing cannot be told of waited/);
    assert.throws(() => nextState(watching, { type: 'list_expired' }), /watching cannot be told of list_expired/);
  });

  it('whatever happens: lists after 410, resumes where it was, and believes a list of the past only when it must', () => {
    fc.assert(
      fc.property(fc.array(choice, { maxLength: 80 }), (choices) => {
        let state: ReflectorState = initialState;
        let seen: string | undefined;
        let refused = 0;
        for (const each of choices) {
          const event = eventIn(state, each);
          const next = nextState(state, event);
          if (event.type === 'watch_expired' || event.type === 'relist_due') {
            assert.equal((next.name === 'waiting' ? next.next : next).name, 'listing');
          }
          if ('progressed' in event) seen = event.resourceVersion;
          if (next.name === 'watching' && 'progressed' in event) {
            assert.equal(next.resourceVersion, event.resourceVersion);
          }
          if (event.type === 'listed') {
            const past = seen !== undefined && isNewer(seen, event.resourceVersion);
            refused = past && next.name !== 'watching' ? refused + 1 : 0;
            assert.ok(refused < 5);
            assert.equal(past || next.name === 'watching', true);
            if (next.name === 'watching') seen = event.resourceVersion;
          }
          if (next.name === 'waiting') assert.ok(next.next.failures > 0, 'no wait without a reason');
          state = next;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('compares versions as numbers, however long they are', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 70n }), fc.bigInt({ min: 0n, max: 2n ** 70n }), (a, b) => {
        assert.equal(Math.sign(compareResourceVersions(`${a}`, `${b}`)), a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});
