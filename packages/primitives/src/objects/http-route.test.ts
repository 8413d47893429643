import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSettings } from '../testing/settings.ts';
import { gatewayOf, httpRoute, urlOf } from './http-route.ts';

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

describe('a route', () => {
  it('goes from the platform’s Gateway to the Service, for every host and path', () => {
    assert.deepEqual(httpRoute(primitive, route, testSettings).spec, {
      parentRefs: [
        {
          group: 'gateway.networking.k8s.io',
          kind: 'Gateway',
          name: 'ameide',
          namespace: 'envoy-gateway',
          sectionName: 'https',
        },
      ],
      hostnames: ['a.example.com', 'b.example.com'],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/shop' } }, { path: { type: 'PathPrefix', value: '/cart' } }],
          backendRefs: [{ group: '', kind: 'Service', name: 'shop-uisurface', port: 80, weight: 1 }],
          timeouts: { request: '30s' },
        },
      ],
    });
    assert.equal(urlOf(route), 'https://a.example.com/shop');
  });

  it('ends answers in time, but for streams, which go on', () => {
    const timesOf = (more: object) => {
      const { rules } = httpRoute(primitive, { ...route, ...more }, testSettings).spec as {
        rules: { matches: { path: { value: string } }[]; timeouts: { request: string } }[];
      };
      return rules.map(({ matches, timeouts }) => [matches.map(({ path }) => path.value).join(), timeouts.request]);
    };
    assert.deepEqual(timesOf({ streams: ['/shop/events'], timeoutSeconds: 5 }), [
      ['/shop/events', '0s'],
      ['/shop,/cart', '5s'],
    ]);
    assert.deepEqual(timesOf({ paths: ['/'], streams: ['/'] }), [['/', '0s']]);
  });

  it('goes from another Gateway if told, which then may call the workload', () => {
    const other = { ...route, gateway: { name: 'own', namespace: 'edge' } };
    const { parentRefs } = httpRoute(primitive, other, testSettings).spec as { parentRefs: object[] };
    assert.deepEqual(parentRefs[0], {
      group: 'gateway.networking.k8s.io',
      kind: 'Gateway',
      name: 'own',
      namespace: 'edge',
    });
    assert.equal(gatewayOf(other, testSettings).namespace, 'edge');
    assert.equal(gatewayOf(route, testSettings).namespace, 'envoy-gateway');
  });
});
