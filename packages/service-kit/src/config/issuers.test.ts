import assert from 'node:assert/strict';
import { it } from 'node:test';
import { z } from 'zod';
import { issuerEnvironment, trustedIssuers } from './issuers.ts';
import { loadConfig } from './load-config.ts';

const schema = z.object(issuerEnvironment);
const issuersOf = (env: Record<string, string>) => trustedIssuers(loadConfig(schema, env));
const ISSUER = 'https://id.example.com/realms/ameide';

it('reads one issuer for every tenant, or a list in its place', () => {
  assert.deepEqual(issuersOf({}), []);
  assert.deepEqual(issuersOf({ OIDC_ISSUER: ISSUER }), [{ issuer: ISSUER, audience: 'platform-app', tenants: '*' }]);
  const list = [
    { issuer: ISSUER, audience: 'platform-app', tenants: '*' },
    { issuer: `${ISSUER}-acme`, audience: 'acme-app', tenants: ['acme'], jwksUri: 'http://keycloak/certs' },
  ];
  assert.deepEqual(issuersOf({ OIDC_ISSUER: ISSUER, OIDC_ISSUERS: JSON.stringify(list) }), list);
});

it('says what is wrong, and where', () => {
  const faults: [unknown, RegExp][] = [
    ['{', /^OIDC_ISSUERS: is no JSON$/m],
    [[], /^OIDC_ISSUERS: Too small/m],
    [[{ issuer: 'x', tenants: '*' }], /^OIDC_ISSUERS\.0\.issuer: Invalid URL$/m],
    [[{ issuer: ISSUER }], /^OIDC_ISSUERS\.0\.tenants: say "\*", or list the tenants$/m],
    [[{ issuer: ISSUER, tenants: ['acme/x'] }], /^OIDC_ISSUERS\.0\.tenants\.0: is no tenant id$/m],
    [[{ issuer: ISSUER, tenants: '*', tenant: 'x' }], /^OIDC_ISSUERS\.0: Unrecognized key: "tenant"$/m],
    [[1, 2].map(() => ({ issuer: ISSUER, tenants: '*' })), /^OIDC_ISSUERS: names an issuer twice$/m],
  ];
  for (const [value, fault] of faults) {
    const OIDC_ISSUERS = typeof value === 'string' ? value : JSON.stringify(value);
    assert.throws(
      () => issuersOf({ OIDC_ISSUERS }),
      ({ message }: Error) => {
        assert.match(message.replaceAll('\n  ', '\n'), fault);
        return true;
      },
    );
  }
});
