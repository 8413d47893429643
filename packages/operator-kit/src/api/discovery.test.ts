import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createDiscovery } from './discovery.ts';
import type { Transport } from './transport.ts';

const ROUTE = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' };
const GRANT = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'ReferenceGrant' };

/** An API server with these kinds; what it is asked is counted. */
function serving(answer: () => Promise<unknown>) {
  let requests = 0;
  const request = async () => {
    requests++;
    return answer();
  };
  return { discovery: createDiscovery({ request } as unknown as Transport), requests: () => requests };
}

const routes = { resources: [{ name: 'httproutes', kind: 'HTTPRoute', namespaced: true }] };

it('kinds of one API that are looked for at once are one request, also those that there are not', async () => {
  const { discovery, requests } = serving(async () => routes);
  const found = await Promise.all([ROUTE, GRANT, ROUTE].map((kind) => discovery.resolve(kind)));
  assert.deepEqual(
    found.map((resource) => resource?.plural),
    ['httproutes', undefined, 'httproutes'],
  );
  assert.equal(requests(), 1);
});

it('an answer that failed is asked for anew', async () => {
  let down = true;
  const { discovery, requests } = serving(async () => {
    if (down) throw new Error('the server is down');
    return routes;
  });
  await assert.rejects(discovery.resolve(ROUTE), /down/);
  down = false;
  assert.equal((await discovery.resolve(ROUTE))?.plural, 'httproutes');
  assert.equal(requests(), 2);
});
