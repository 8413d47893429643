import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tenantNamespace } from './names.ts';
import { GATEWAY_ACCESS_LABEL, HOSTS_ANNOTATION, namespaceObject } from './namespaces.ts';
import { aTenant } from './tenant.fixture.ts';

describe('the namespaces of a tenant', () => {
  const hostsIn = (code: 'custom' | 'product', hosts?: string[]) => {
    const tenant = aTenant({ identity: hosts ? { hosts } : {} });
    return namespaceObject(tenant, tenantNamespace('acme', 'dev', code)).metadata.annotations?.[HOSTS_ANNOTATION];
  };

  it('say which hosts routes in them may have, as the admission policy reads it', () => {
    for (const code of ['custom', 'product'] as const) {
      assert.equal(
        hostsIn(code, ['acme.example.com', 'hooks.acme.example.com']),
        'acme.example.com,hooks.acme.example.com',
      );
    }
  });

  it('may have routes through the Gateway if there are hosts for them, and else not', () => {
    const access = (hosts?: string[]) => {
      const tenant = aTenant({ identity: hosts ? { hosts } : {} });
      return namespaceObject(tenant, tenantNamespace('acme', 'dev', 'product')).metadata.labels?.[GATEWAY_ACCESS_LABEL];
    };
    assert.deepEqual([access(['acme.example.com']), access([]), access()], ['allowed', 'denied', 'denied']);
  });

  it('say it also when there are none, so that what somebody else writes there is put right', () => {
    assert.equal(hostsIn('custom'), '');
    assert.equal(hostsIn('custom', []), '');
  });
});
