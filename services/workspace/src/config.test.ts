import assert from 'node:assert/strict';
import { it } from 'node:test';
import { loadConfig } from '@ameide/service-kit/config';
import { environmentSchema, workspaceConfig } from './config.ts';

const env = {
  OIDC_ISSUER: 'https://id.example/realms/ameide',
  PUBLIC_URL: 'https://platform.example',
  SESSION_SECRET: 'a secret that all replicas of a test share',
  GATEWAY_URL: 'http://gateway:8080',
};
const crossSite = (more: Record<string, string>) =>
  workspaceConfig(loadConfig(environmentSchema, { ...env, ...more })).crossSite;

it('sends cookies from other sites only where that is asked for, or the address is one of a cloud workspace', () => {
  assert.equal(crossSite({}), false);
  assert.equal(crossSite({ AUTH_CROSS_SITE: 'true' }), true);
  assert.equal(crossSite({ CODESPACE_NAME: 'fluffy' }), true);
  assert.equal(crossSite({ GITPOD_WORKSPACE_URL: 'https://x.gitpod.io' }), true);
  assert.equal(crossSite({ CODESPACE_NAME: 'fluffy', AUTH_CROSS_SITE: 'false' }), false);
});

it('refuses that where browsers would keep no such cookie', () => {
  assert.throws(() => crossSite({ AUTH_CROSS_SITE: 'true', PUBLIC_URL: 'http://localhost:8080' }), /AUTH_CROSS_SITE/);
});

it('takes people to the first issuer, or to the providers that are listed, whose tokens have to be accepted', () => {
  const providersOf = (more: Record<string, string>) =>
    workspaceConfig(loadConfig(environmentSchema, { ...env, ...more })).providers.map(({ id, issuer }) => [id, issuer]);
  const [acme, globex] = ['https://id.example/realms/acme', 'https://id.example/realms/globex'];
  assert.deepEqual(providersOf({}), [['default', env.OIDC_ISSUER]]);
  const issuers = { OIDC_ISSUERS: JSON.stringify([acme, globex].map((issuer) => ({ issuer, tenants: '*' }))) };
  const listed = (...of: readonly string[]) => ({
    OIDC_PROVIDERS: JSON.stringify(of.map((issuer, index) => ({ id: `p${index}`, name: 'P', issuer }))),
  });
  assert.deepEqual(providersOf(issuers), [['default', acme]]);
  assert.deepEqual(providersOf({ ...issuers, ...listed(globex, acme) }), [
    ['p0', globex],
    ['p1', acme],
  ]);
  assert.throws(
    () => providersOf({ ...issuers, ...listed(acme, 'https://id.example/realms/other') }),
    /OIDC_PROVIDERS/,
  );
  assert.throws(() => providersOf({ ...issuers, ...listed(acme, acme) }), /twice/);
});
