import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { KEYCLOAK_ADMIN, type KeycloakServer, keycloakSkipReason, startKeycloak } from '@ameide/operator-kit/testing';
import { renderChart } from './edge/render-chart.ts';
import { type Claims, claimsOf, openForm, signIn, type Tokens, token, type VisitedRealm } from './realm/visitor.ts';

const DOMAIN = 'ameide.localhost';
const PASSWORD = 'a password of these tests';
const SECRET = 'a secret of the platform';
const missing = process.env.HELM ? false : 'needs HELM (pnpm components)';

/** The representation that Keycloak imports in a lane, as text. */
async function realmOf(global: { lane: string; domain: string; publicPort?: number }, values = {}): Promise<string> {
  const options = { namespace: 'ameide-infra', values: { global, ...values } };
  const [config, ...others] = await renderChart('ameide-realm', options);
  assert.deepEqual([config!.kind, config!.metadata.name, others], ['ConfigMap', 'keycloak-realm-config', []]);
  return (config!.data as Record<string, string>)['ameide-realm.json']!;
}

describe('the realm as it is rendered', { skip: missing }, () => {
  it('has nobody in production, and no password or secret anywhere', async () => {
    const text = await realmOf({ lane: 'prod', domain: 'ameide.io' });
    const realm = JSON.parse(text);
    assert.deepEqual(realm.users, []);
    assert.doesNotMatch(text, /TEST_USER_PASSWORD|localhost|http:\/\/(?!workspace\.ameide-prod\.svc)/);
    for (const lane of ['local', 'dev', 'staging', 'preview-7']) {
      const { clients, users } = JSON.parse(await realmOf({ lane, domain: 'x.ameide.io' }));
      for (const { clientId, publicClient, secret } of clients) {
        assert.match(secret ?? '', publicClient ? /^$/ : /^\$\{[A-Z_]+\}$/, clientId);
      }
      for (const { credentials } of users) assert.match(credentials[0].value, /^\$\{[A-Z_]+\}$/);
      assert.equal(users.length, 2);
    }
  });

  it('leads back to exactly the platform of its lane', async () => {
    const { clients } = JSON.parse(await realmOf({ lane: 'staging', domain: 'staging.ameide.io' }));
    const [app] = clients;
    assert.deepEqual(app.redirectUris, ['https://platform.staging.ameide.io/auth/callback']);
    assert.deepEqual(app.webOrigins, ['https://platform.staging.ameide.io']);
    const backChannel = 'http://workspace.ameide-staging.svc.cluster.local:8080/auth/back-channel-logout';
    assert.equal(app.attributes['backchannel.logout.url'], backChannel);
  });
});

describe('the realm in Keycloak', { skip: missing || keycloakSkipReason(), timeout: 400_000 }, () => {
  let keycloak: KeycloakServer;
  let realm: VisitedRealm;
  const origin = `https://auth.${DOMAIN}:8443`;
  before(async () => {
    keycloak = await startKeycloak({
      realms: { ameide: await realmOf({ lane: 'local', domain: DOMAIN, publicPort: 8443 }) },
      environment: {
        PLATFORM_APP_SECRET: SECRET,
        EDGE_SECRET: 'a secret of the edge',
        TEST_USER_PASSWORD: PASSWORD,
        KC_HOSTNAME: origin,
        KC_HOSTNAME_BACKCHANNEL_DYNAMIC: 'true',
        KC_PROXY_HEADERS: 'xforwarded',
      },
    });
    realm = {
      url: `${keycloak.url}/realms/ameide`,
      issuer: `${origin}/realms/ameide`,
      clientId: 'platform-app',
      clientSecret: SECRET,
      redirectUri: `https://platform.${DOMAIN}:8443/auth/callback`,
    };
  });
  after(() => keycloak?.stop());

  const signedIn = async (name: string) => {
    const tokens = await signIn(realm, name, PASSWORD);
    assert.ok(tokens, `${name} is let in`);
    return tokens;
  };

  it('names itself as browsers do, and is asked for tokens where services reach it', async () => {
    const document = (await (await fetch(`${realm.url}/.well-known/openid-configuration`)).json()) as Claims;
    assert.equal(document.issuer, realm.issuer);
    assert.equal(document.authorization_endpoint, `${realm.issuer}/protocol/openid-connect/auth`);
    assert.equal(document.token_endpoint, `${realm.url}/protocol/openid-connect/token`);
    assert.equal(document.jwks_uri, `${realm.url}/protocol/openid-connect/certs`);
  });

  it('gives tokens that say who, of which tenant and for whom, and for how long', async () => {
    const tokens = await signedIn('user@ameide.io');
    const access = claimsOf(tokens.access_token);
    assert.deepEqual([access.iss, access.tenant_id, access.typ], [realm.issuer, 'ameide', 'Bearer']);
    assert.ok([access.aud].flat().includes('platform-app'));
    const { roles } = access.realm_access as { roles: string[] };
    assert.deepEqual(
      roles.filter((role) => role.includes('.')),
      ['graph.editor'],
    );
    assert.equal(claimsOf(tokens.id_token).tenant_id, 'ameide');
    // Both are what is left of them, on a busy machine some seconds after the sign-in; a session may last 36,000.
    const { expires_in: accessLeft, refresh_expires_in: left } = tokens;
    assert.ok(accessLeft > 240 && accessLeft <= 300, `${accessLeft}`);
    assert.ok(left > 1_200 && left <= 1_800, `${left}`);
    const admin = claimsOf((await signedIn('admin@ameide.io')).access_token).realm_access as { roles: string[] };
    assert.ok(admin.roles.includes('platform.operator'));
  });

  it('gives each refresh token once', async () => {
    const { refresh_token } = await signedIn('user@ameide.io');
    const form = { grant_type: 'refresh_token', refresh_token };
    assert.equal((await token(realm, form)).status, 200);
    assert.equal((await token(realm, form)).status, 400);
  });

  it('leads nobody elsewhere, and takes neither a password from a client nor a code without its proof', async () => {
    for (const redirect_uri of [`${realm.redirectUri}/more`, `https://evil.${DOMAIN}:8443/auth/callback`]) {
      const { status, location } = await openForm(realm, 'v', { redirect_uri });
      assert.deepEqual([status, location], [400, null], redirect_uri);
    }
    const { location } = await openForm(realm, 'v', { code_challenge: '', code_challenge_method: '' });
    assert.match(location!, /error=invalid_request/);
    const byPassword = { grant_type: 'password', username: 'user@ameide.io', password: PASSWORD };
    assert.match(await (await token(realm, byPassword)).text(), /"unauthorized_client"/);
    const wrong = await token({ ...realm, clientSecret: 'wrong' }, { grant_type: 'refresh_token', refresh_token: 'x' });
    assert.equal(wrong.status, 401);
  });

  it('takes a password by none of the clients that Keycloak adds, and has all of them', async () => {
    const master = { ...realm, url: `${keycloak.url}/realms/master`, clientId: 'admin-cli', clientSecret: '' };
    const byPassword = { grant_type: 'password', username: 'user@ameide.io', password: PASSWORD };
    const { access_token } = (await (await token(master, { ...byPassword, ...KEYCLOAK_ADMIN })).json()) as Tokens;
    const headers = { authorization: `Bearer ${access_token}` };
    const listed = await fetch(`${keycloak.url}/admin/realms/ameide/clients`, { headers });
    const clients = (await listed.json()) as { clientId: string; directAccessGrantsEnabled: boolean }[];
    const builtIn = ['account', 'account-console', 'admin-cli', 'broker', 'realm-management', 'security-admin-console'];
    assert.deepEqual(clients.map(({ clientId }) => clientId).sort(), [...builtIn, 'edge', 'platform-app'].sort());
    for (const { clientId, directAccessGrantsEnabled } of clients) {
      assert.equal(directAccessGrantsEnabled, false, clientId);
      const answer = await token({ ...realm, clientId, clientSecret: '' }, byPassword);
      assert.ok(answer.status === 400 || answer.status === 401, `${clientId}: ${answer.status}`);
    }
  });

  it('lets nobody choose a tenant', async () => {
    const { access_token } = await signedIn('user@ameide.io');
    const headers = {
      authorization: `Bearer ${access_token}`,
      accept: 'application/json',
      'content-type': 'application/json',
    };
    const account = (await (await fetch(`${realm.url}/account`, { headers })).json()) as Claims;
    assert.equal(account.username, 'user@ameide.io');
    const body = JSON.stringify({ ...account, attributes: { tenant_id: ['globex'] } });
    await fetch(`${realm.url}/account`, { method: 'POST', headers, body });
    assert.equal(claimsOf((await signedIn('user@ameide.io')).access_token).tenant_id, 'ameide');
  });

  it('takes no password any more after some that were wrong', async () => {
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      assert.equal(await signIn(realm, 'admin@ameide.io', `wrong ${attempt}`), undefined);
    }
    assert.equal(await signIn(realm, 'admin@ameide.io', PASSWORD), undefined);
    await signedIn('user@ameide.io');
  });
});
