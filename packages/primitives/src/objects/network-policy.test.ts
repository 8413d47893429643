import assert from 'node:assert/strict';
import { it } from 'node:test';
import { testSettings } from '../testing/settings.ts';
import { networkPolicy } from './network-policy.ts';

const policyOf = (spec: object) => {
  const primitive = {
    apiVersion: 'ameide.io/v1alpha1',
    kind: 'Domain',
    metadata: { name: 'orders', namespace: 'ameide-dev', uid: 'u', resourceVersion: '1', generation: 1 },
    spec: { tenancy: { code: 'product' }, ...spec },
  } as unknown as Parameters<typeof networkPolicy>[0];
  return (networkPolicy(primitive, testSettings).spec as { egress: { to: object[] }[] }).egress;
};
const egressTo = (...cidrs: readonly string[]) =>
  policyOf({ network: { to: cidrs.map((cidr) => ({ cidr, port: 443 })) } });

it('has no rule without peers for addresses that nobody may call: it would allow everything', () => {
  for (const cidr of ['169.254.169.254/32', '10.96.0.1/32', '192.168.0.0/16', '127.0.0.1/32'])
    assert.deepEqual(egressTo(cidr), egressTo(), cidr);
  assert.equal(egressTo('169.254.169.254/32', '203.0.113.0/24').length, egressTo().length + 1);
  assert.ok(egressTo('0.0.0.0/0').every(({ to }) => to.length > 0));
});

it('opens primitives alone in the namespaces of those that it uses, and nothing else there', () => {
  const used = policyOf({ uses: [{ kind: 'Domain', name: 'orders', namespace: 'ameide-prod' }] });
  const peers = used.flatMap(({ to }) => to).filter((peer) => JSON.stringify(peer).includes('ameide-prod'));
  assert.deepEqual(peers, [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ameide-prod' } },
      podSelector: { matchLabels: { 'app.kubernetes.io/part-of': 'ameide' } },
    },
  ]);
});
