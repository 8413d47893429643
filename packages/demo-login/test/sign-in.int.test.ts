import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createSignInTokenSource, signIn } from '@ameide/demo-login';
import Provider from 'oidc-provider';

describe('signing in through a real provider', () => {
  let server: Server;
  let issuer = '';

  before(async () => {
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: 'platform-app',
          application_type: 'web',
          token_endpoint_auth_method: 'none',
          grant_types: ['authorization_code', 'refresh_token'],
          redirect_uris: ['http://localhost/callback'],
        },
      ],
      cookies: { keys: ['a key of a test'] },
      findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
      issueRefreshToken: async () => true,
      interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
      features: { devInteractions: { enabled: false } },
      loadExistingGrant: async ({ oidc: { session, client } }) => {
        const grant = new provider.Grant({ accountId: session?.accountId ?? '', clientId: client?.clientId ?? '' });
        grant.addOIDCScope('openid profile');
        await grant.save();
        return grant;
      },
    });
    server.on('request', async (request, response) => {
      if (!request.url?.startsWith('/interaction/')) return provider.callback()(request, response);
      const form = new URLSearchParams((await request.toArray()).join(''));
      if (form.get('password') === 'p&ss "word"' && form.get('csrf') === 'a&b') {
        const result = { login: { accountId: form.get('login') ?? '' } };
        return provider.interactionFinished(request, response, result);
      }
      response.setHeader('content-type', 'text/html');
      response.end(
        `<form method="post" action="${request.url}?from=form&amp;x=1"><input name="login"><input type='password' name='password'>
         <input type=hidden name=csrf value="a&amp;b"><input type="submit" name="go"></form>`,
      );
    });
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const credentials = () => ({ issuer, username: 'alice', password: 'p&ss "word"' });

  it('gives the tokens of the person', async () => {
    const session = await signIn(credentials());
    assert.ok(session.accessToken.length > 0);
    assert.ok(session.refreshToken);
  });

  it('refuses a wrong password and an unknown client, and says when nobody is there', async () => {
    const wrong = signIn({ ...credentials(), password: 'guess' });
    await assert.rejects(wrong, { reason: 'sign_in_refused' });
    const unknown = signIn({ ...credentials(), clientId: 'stranger' });
    await assert.rejects(unknown, { reason: 'sign_in_refused' });
    const nobody = signIn({ ...credentials(), issuer: 'http://127.0.0.1:1' });
    await assert.rejects(nobody, { reason: 'issuer_unreachable' });
  });

  it('feeds a client: one sign-in for many calls, another one for many that find the token expired', async () => {
    const source = createSignInTokenSource(credentials());
    const first = await Promise.all([source(), source(), source()]);
    assert.equal(new Set(first).size, 1);
    const second = await Promise.all([source(first[0]), source(first[0]), source()]);
    assert.equal(new Set(second.slice(0, 2)).size, 1);
    assert.notEqual(second[0], first[0]);
    assert.equal(await source(first[0]), second[0]);
  });
});
