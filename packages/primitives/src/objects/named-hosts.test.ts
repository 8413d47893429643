import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { StoredObject } from '@ameide/operator-kit';
import { testSettings } from '../testing/settings.ts';
import { ciliumPolicy, findHosts, type Resolution, withAddresses } from './named-hosts.ts';
import { networkPolicy } from './network-policy.ts';

const { addressRanges: ranges } = testSettings;
const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2030, 0, 1);
const workload = (...hosts: { host: string; port: number }[]) =>
  ({
    apiVersion: 'ameide.io/v1alpha1',
    kind: 'Domain',
    metadata: { name: 'orders', namespace: 'ameide-dev', uid: 'u', resourceVersion: '1', generation: 1 },
    spec: { tenancy: { code: 'product' }, network: { hosts } },
  }) as unknown as Parameters<typeof networkPolicy>[0];
const pay = { host: 'pay.example.com', port: 443 };

/** One pass of the operator: what its NetworkPolicy is afterwards, and what was found. */
async function pass(answers: Record<string, Resolution>, before?: StoredObject, nowMs = NOW, hosts = [pay]) {
  const primitive = workload(...hosts);
  const found = await findHosts(primitive, before, { resolve: async (host) => answers[host], nowMs, ranges });
  const policy = withAddresses(networkPolicy(primitive, testSettings), primitive, found!, ranges) as StoredObject;
  const { egress } = policy.spec as { egress: { to: { ipBlock?: { cidr: string } }[]; ports?: { port: number }[] }[] };
  const blocks = egress.flatMap(({ to, ports }) =>
    to.flatMap(({ ipBlock }) => (ipBlock ? `${ipBlock.cidr} ${ports?.[0]?.port}` : [])),
  );
  return { policy, blocks, found: found! };
}
const answer = (ttlSeconds: number, ...addresses: string[]): Record<string, Resolution> => ({
  [pay.host]: { addresses, ttlSeconds },
});

it('are nothing where the spec has none', async () => {
  const none = { resolve: async () => undefined, nowMs: NOW, ranges };
  assert.equal(await findHosts(workload(), undefined, none), undefined);
});

it('are the addresses that they have, looked up again as DNS says, within bounds', async () => {
  const { blocks, found } = await pass(answer(60, '203.0.113.7', '203.0.113.8'));
  assert.deepEqual(blocks, ['203.0.113.7/32 443', '203.0.113.8/32 443']);
  assert.deepEqual([found.unknown, found.againMs], [[], 60_000]);
  assert.equal((await pass(answer(1, '203.0.113.7'))).found.againMs, 30_000);
  assert.equal((await pass(answer(86_400, '203.0.113.7'))).found.againMs, 300_000);
});

it('keep an address for an hour after it was last seen, also while nobody answers, and then no longer', async () => {
  const first = await pass(answer(60, '203.0.113.7'));
  const moved = await pass(answer(60, '203.0.113.8'), first.policy, NOW + HOUR_MS / 2);
  assert.deepEqual(moved.blocks, ['203.0.113.7/32 443', '203.0.113.8/32 443']);
  const silent = await pass({}, moved.policy, NOW + HOUR_MS + 1_000);
  assert.deepEqual([silent.blocks, silent.found.unknown], [['203.0.113.8/32 443'], []]);
  const lost = await pass({}, silent.policy, NOW + 2 * HOUR_MS);
  assert.deepEqual([lost.blocks, lost.found.unknown], [[], [pay.host]]);
});

it('write nothing while they are as they were, and not at every look', async () => {
  const first = await pass(answer(60, '203.0.113.7'));
  const same = await pass(answer(60, '203.0.113.7'), first.policy, NOW + HOUR_MS / 3);
  assert.deepEqual(same.policy, first.policy);
  const later = await pass(answer(60, '203.0.113.7'), first.policy, NOW + HOUR_MS / 2 + 1_000);
  assert.notDeepEqual(later.policy, first.policy);
});

it('lead nowhere where no workload may call, whatever DNS answers, and say so', async () => {
  for (const inside of ['169.254.169.254', '10.96.0.1', '192.168.1.1', '127.0.0.1']) {
    const { blocks, found } = await pass(answer(60, inside));
    assert.deepEqual([blocks, found.closed, found.unknown], [[], [`${pay.host} (${inside})`], []]);
  }
  const both = await pass(answer(60, '203.0.113.7', '10.96.0.1'));
  assert.deepEqual([both.blocks, both.found.closed], [['203.0.113.7/32 443'], [`${pay.host} (10.96.0.1)`]]);
  assert.deepEqual((await pass(answer(60, '10.20.0.7'))).blocks, ['10.20.0.7/32 443'], 'what is told to be reachable');
});

it('forget an address when it is closed by then', async () => {
  const open = await pass(answer(60, '10.20.0.7'));
  const later = { resolve: async () => undefined, nowMs: NOW + 1_000, ranges: { cluster: [], reachable: [] } };
  assert.deepEqual((await findHosts(workload(pay), open.policy, later))!.known, { [pay.host]: {} });
});

it('are names for Cilium', () => {
  const inside = { host: 'gateway.ameide-dev.svc.cluster.local', port: 80 };
  const { egress, egressDeny } = ciliumPolicy(workload(pay, inside), ranges).spec as {
    egress: object[];
    egressDeny: { toCIDRSet: object[] }[];
  };
  assert.equal(egress.length, 2);
  const closed = egressDeny.flatMap(({ toCIDRSet }) => toCIDRSet);
  for (const block of [{ cidr: '10.96.0.0/16' }, { cidr: '10.0.0.0/8', except: ['10.20.0.0/16'] }])
    assert.ok(
      closed.some((each) => isDeepStrictEqual(each, block)),
      JSON.stringify(block),
    );
  assert.deepEqual(egress[1], {
    toFQDNs: [{ matchName: pay.host }],
    toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }],
  });
});
