import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createObserved } from '@ameide/operator-kit';
import { testSettings } from '../testing/settings.ts';
import { HTTP_ROUTE } from './api-kinds.ts';
import { httpRoute } from './http-route.ts';
import { routedOutcome, routeFinding, routeState } from './route-status.ts';

const GENERATION = 3;
const route = {
  gateway: { name: 'ameide' },
  hosts: ['a.example.com', 'b.example.com'],
  paths: ['/shop', '/cart'],
  timeoutSeconds: 30,
};
const primitive = {
  apiVersion: 'ameide.io/v1alpha1',
  kind: 'UISurface',
  metadata: { name: 'shop', namespace: 'ameide-dev', uid: 'u', resourceVersion: '1', generation: 1 },
  spec: { tenancy: { code: 'product' } },
} as const;

const condition = (type: string, status: string, observedGeneration = GENERATION) => ({
  type,
  status,
  reason: `${type}Reason`,
  message: 'why',
  observedGeneration,
});
const ours = { name: 'ameide', namespace: 'envoy-gateway' };
const ACCEPTED = [condition('Accepted', 'True'), condition('ResolvedRefs', 'True')];

function stateWith(...parents: readonly object[]) {
  const { metadata, ...head } = httpRoute(primitive, route, testSettings);
  const live = { ...metadata, namespace: 'ameide-dev', uid: 'r', resourceVersion: '1', generation: GENERATION };
  const owned = [{ ...head, metadata: live, status: { parents } }];
  return routeState(
    primitive,
    route,
    testSettings,
    createObserved({ owned, facts: undefined, namespace: 'ameide-dev' }),
  );
}

describe('what the Gateway says of a route', () => {
  const cases: readonly [string, 'accepted' | 'pending' | 'refused', readonly object[]][] = [
    ['nothing', 'pending', []],
    ['yes', 'accepted', [{ parentRef: ours, conditions: ACCEPTED }]],
    ['only half of it', 'pending', [{ parentRef: ours, conditions: [condition('Accepted', 'True')] }]],
    [
      'not yet known',
      'pending',
      [{ parentRef: ours, conditions: [ACCEPTED[0], condition('ResolvedRefs', 'Unknown')] }],
    ],
    [
      'yes, of an older generation',
      'pending',
      [{ parentRef: ours, conditions: ACCEPTED.map(({ type, status }) => condition(type, status, 2)) }],
    ],
    ['no', 'refused', [{ parentRef: ours, conditions: [condition('Accepted', 'False'), ACCEPTED[1]] }]],
    ['no backend', 'refused', [{ parentRef: ours, conditions: [ACCEPTED[0], condition('ResolvedRefs', 'False')] }]],
    [
      'yes, but not to all of it',
      'refused',
      [{ parentRef: ours, conditions: [...ACCEPTED, condition('PartiallyInvalid', 'True')] }],
    ],
    [
      'no, of an older generation',
      'pending',
      [{ parentRef: ours, conditions: [condition('Accepted', 'False', 2), ACCEPTED[1]] }],
    ],
    ['another Gateway’s yes', 'pending', [{ parentRef: { ...ours, name: 'other' }, conditions: ACCEPTED }]],
    ['yes from another namespace', 'pending', [{ parentRef: { name: 'ameide' }, conditions: ACCEPTED }]],
    ['a Service’s yes', 'pending', [{ parentRef: { ...ours, kind: 'Service' }, conditions: ACCEPTED }]],
  ];
  for (const [name, expected, parents] of cases) {
    it(`is ${expected}: ${name}`, () => assert.equal(stateWith(...parents).state, expected));
  }

  it('is told with its own words', () => {
    const state = stateWith({ parentRef: ours, conditions: [condition('Accepted', 'False')] });
    const message = 'Gateway envoy-gateway/ameide does not serve the route: AcceptedReason: why';
    assert.deepEqual(state, { state: 'refused', message });
    assert.deepEqual(routeFinding(state), { status: 'False', reason: 'Refused', message });
  });

  it('is nothing where there is no Gateway API', () => {
    const observed = createObserved({ missing: [HTTP_ROUTE], facts: undefined });
    assert.equal(routeFinding(routeState(primitive, route, testSettings, observed)).reason, 'ApiMissing');
  });

  it('comes after a roll-out that failed, and before one that goes on', () => {
    const ready = { phase: 'ready', message: '' } as const;
    const rollingOut = { phase: 'progressing', message: '1 of 2' } as const;
    const failed = { phase: 'stalled', reason: 'RolloutFailed', message: '' } as const;
    const say = (state: 'api_missing' | 'pending' | 'refused') => ({ state, message: 'why' }) as const;
    assert.equal(routedOutcome(failed, say('refused')), failed);
    assert.equal(routedOutcome(rollingOut, say('pending')), rollingOut);
    assert.equal(routedOutcome(ready, { state: 'accepted' }), ready);
    assert.equal(routedOutcome(ready, say('pending')).phase, 'progressing');
    for (const rollout of [ready, rollingOut]) {
      const refused = routedOutcome(rollout, say('refused'));
      assert.equal(refused.phase === 'stalled' && refused.reason, 'RouteRefused');
      const missing = routedOutcome(rollout, say('api_missing'));
      assert.equal(missing.phase === 'stalled' && missing.reason, 'GatewayApiMissing');
    }
  });
});
