import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { StoredObject } from '@ameide/operator-kit';
import { SECRET, secretData } from '@ameide/primitives/objects';
import { anAgent, settings as fixtureSettings } from './agent.fixture.ts';
import type { AgentRegistry } from './ports.ts';
import { registryOf, servicesOf } from './services.ts';

const settings = {
  ...fixtureSettings,
  gatewayUrl: 'http://gateway.ameide-dev.svc.cluster.local:8080',
  projectionUrl: 'http://projection.ameide-dev.svc.cluster.local:8080',
  graphPatchUrl: 'https://graphpatch.example.com',
};
const tenancy = { tenant: 'acme', code: 'product' } as const;
const own = anAgent({ tenancy }, { namespace: 'tenant-acme-dev-base' });

it('has the services beside it: those of its tenant in the tenant’s namespace, and what is elsewhere as it is', () => {
  const { gatewayUrl, projectionUrl, graphPatchUrl } = servicesOf(own, settings);
  assert.deepEqual(
    [gatewayUrl, projectionUrl, graphPatchUrl],
    [
      'http://gateway.tenant-acme-dev-base.svc.cluster.local:8080',
      'http://projection.tenant-acme-dev-base.svc.cluster.local:8080',
      'https://graphpatch.example.com',
    ],
  );
  assert.deepEqual(servicesOf(anAgent({ tenancy }), settings), settings);
});

it('is told of to the gateway beside it, with the key of its namespace and no other', async () => {
  const shared = {} as AgentRegistry;
  const asked: string[] = [];
  const registryAt = (url: string, secret: string) => {
    asked.push(`${url} ${secret}`);
    return {} as AgentRegistry;
  };
  const keys: Record<string, string> = { 'tenant-acme-dev-base': 'key-of-acme' };
  const read = async ({ name, namespace = '' }: { name: string; namespace?: string | undefined }) => {
    const secret = keys[namespace];
    if (secret === undefined) return undefined;
    const metadata = { name, namespace, uid: 'u', resourceVersion: '1' };
    return { ...SECRET, metadata, data: secretData({ secret }) } as StoredObject;
  };
  const find = (agent: typeof own) => registryOf(agent, read, settings, { registry: shared, registryAt });
  assert.equal(await find(anAgent()), shared);
  assert.notEqual(await find(own), shared);
  assert.deepEqual(asked, ['http://gateway.tenant-acme-dev-base.svc.cluster.local:8080 key-of-acme']);
  assert.equal(await find(anAgent({ tenancy }, { namespace: 'tenant-other-dev-base' })), undefined);
});
