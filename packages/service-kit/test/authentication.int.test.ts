import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { createInternalCaller } from '@ameide/service-kit/auth';
import { requestContext } from '@ameide/service-kit/rpc';
import { createTestIssuer } from '@ameide/service-kit/testing';
import { Code, createClient } from '@connectrpc/connect';
import { UnsecuredJWT } from 'jose';
import { bearer, ID, refusal, SECRET, startFixture } from './fixture.ts';

/** Answers with who the caller is. */
const whoAmI = {
  getArtifact: (_request: unknown, context: Parameters<typeof requestContext>[0]) => {
    const { tenantId, actorId, roles, caller, runId, agentId } = requestContext(context);
    return {
      artifact: { id: tenantId, title: [...roles].join(' '), createdBy: actorId, kind: `${caller}${runId}${agentId}` },
    };
  },
};

describe('tokens', () => {
  it('tell what the person is called, or else only who it is', async () => {
    const getArtifact = (_request: unknown, context: Parameters<typeof requestContext>[0]) => ({
      artifact: { id: ID, title: requestContext(context).actorName },
    });
    await using fixture = await startFixture({ artifacts: { getArtifact } });
    const called = async (claims: Parameters<typeof fixture.issuer.token>[0]) =>
      (await fixture.artifacts(bearer(await fixture.issuer.token(claims))).getArtifact({ artifactId: ID })).artifact
        ?.title;
    assert.equal(await called({ name: 'Alice Adams', preferred_username: 'a.adams' }), 'Alice Adams');
    assert.equal(await called({ preferred_username: 'a.adams' }), 'a.adams');
    assert.equal(await called({ name: { toString: 'Bob' } as never }), 'alice');
    assert.equal(await called({}), 'alice');
  });

  it('tell the tenant, the person and the roles, each request its own', async () => {
    await using fixture = await startFixture({ artifacts: whoAmI });
    const tokens = [
      await fixture.issuer.token(),
      await fixture.issuer.token({ tenant_id: 'globex', sub: 'bob', roles: ['a'], realm_access: { roles: ['b'] } }),
    ];
    const answers = await Promise.all(
      tokens.map((token) => fixture.artifacts(bearer(token)).getArtifact({ artifactId: ID })),
    );
    assert.deepEqual(
      answers.map(({ artifact }) => [artifact?.id, artifact?.createdBy, artifact?.title, artifact?.kind]),
      [
        ['acme', 'alice', 'graph.editor', 'user'],
        ['globex', 'bob', 'a b', 'user'],
      ],
    );
    assert.equal(fixture.issuer.keyRequests, 1);
  });

  it('are refused with the reason', async () => {
    await using fixture = await startFixture({ artifacts: whoAmI });
    await using stranger = await createTestIssuer();
    const { issuer } = fixture;
    const token = await issuer.token();
    const [head, , signature] = token.split('.');
    const claims = Buffer.from(JSON.stringify({ iss: issuer.issuer, aud: 'platform-app', sub: 'eve', exp: 9e9 }));
    const cases: [string, Record<string, string>, string][] = [
      ['none', {}, 'token_missing'],
      ['other scheme', { authorization: 'Basic YTpi' }, 'token_missing'],
      ['not a token', bearer('abc'), 'token_invalid'],
      ['expired', bearer(await issuer.token({ expiresIn: -60 })), 'token_expired'],
      ['wrong issuer', bearer(await issuer.token({ iss: 'https://evil.example' })), 'token_invalid'],
      ['wrong audience', bearer(await issuer.token({ aud: 'other' })), 'token_invalid'],
      ['not yet valid', bearer(await issuer.token({ nbf: Date.now() / 1000 + 600 })), 'token_invalid'],
      ['no tenant', bearer(await issuer.token({ tenant_id: '' })), 'token_invalid'],
      ['not a tenant', bearer(await issuer.token({ tenant_id: 'acme/x' })), 'token_invalid'],
      ['nobody', bearer(await issuer.token({ sub: '' })), 'token_invalid'],
      ['long name', bearer(await issuer.token({ sub: 'x'.repeat(256) })), 'token_invalid'],
      ['an object', bearer(await issuer.token({ sub: { id: 'alice' } as never })), 'token_invalid'],
      ['a control character', bearer(await issuer.token({ sub: 'alice\u0000' })), 'token_invalid'],
      ['half a character', bearer(await issuer.token({ sub: '\ud800' })), 'token_invalid'],
      ['id token', bearer(await issuer.token({}, 'JWT')), 'token_invalid'],
      ['id token of Keycloak', bearer(await issuer.token({ typ: 'ID' }, 'JWT')), 'token_invalid'],
      ['forged claims', bearer(`${head}.${claims.toString('base64url')}.${signature}`), 'token_invalid'],
      ['signed by a stranger', bearer(await stranger.token({ iss: issuer.issuer })), 'token_invalid'],
      [
        'alg none',
        bearer(new UnsecuredJWT({ sub: 'eve', tenant_id: 'acme' }).setExpirationTime('1h').encode()),
        'token_invalid',
      ],
    ];
    for (const [name, headers, reason] of cases) {
      const call = fixture.artifacts(headers).getArtifact({ artifactId: ID });
      assert.deepEqual(await refusal(call), [Code.Unauthenticated, reason], name);
    }
  });

  it('survive the rotation of keys, and unknown keys are asked for at a limited rate', async () => {
    await using fixture = await startFixture({ artifacts: whoAmI, tokens: { jwksCooldownMs: 0 } });
    const call = async () => fixture.artifacts(bearer(await fixture.issuer.token())).getArtifact({ artifactId: ID });
    await call();
    await fixture.issuer.rotate();
    await call();
    assert.equal(fixture.issuer.keyRequests, 2);
    await call();
    assert.equal(fixture.issuer.keyRequests, 2);

    await using limited = await startFixture({ artifacts: whoAmI, tokens: { jwksCooldownMs: 60_000 } });
    await using stranger = await createTestIssuer();
    await limited.artifacts(bearer(await limited.issuer.token())).getArtifact({ artifactId: ID });
    await stranger.rotate();
    const forged = bearer(await stranger.token({ iss: limited.issuer.issuer }));
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const refused = await refusal(limited.artifacts(forged).getArtifact({ artifactId: ID }));
      assert.deepEqual(refused, [Code.Unauthenticated, 'token_invalid']);
    }
    assert.equal(limited.issuer.keyRequests, 1);
  });

  it('are of Keycloak, too, which says by a claim what they are', async () => {
    await using fixture = await startFixture({ artifacts: whoAmI });
    const token = await fixture.issuer.token({ typ: 'Bearer' }, 'JWT');
    await fixture.artifacts(bearer(token)).getArtifact({ artifactId: ID });
  });

  it('are remembered until they expire, or until their key is no longer published', async () => {
    let now = Date.now();
    await using fixture = await startFixture({ artifacts: whoAmI, tokens: { now: () => now, jwksMaxAgeMs: 60_000 } });
    const { issuer } = fixture;
    const call = (token: string) => fixture.artifacts(bearer(token)).getArtifact({ artifactId: ID });
    const short = await issuer.token({ expiresIn: 30 });
    const long = await issuer.token({ expiresIn: 3600 });
    await call(short);
    await call(long);
    now += 36_000;
    assert.deepEqual(await refusal(call(short)), [Code.Unauthenticated, 'token_expired']);
    await call(long);
    await issuer.rotate();
    now += 60_000;
    // This one only causes the keys to be renewed.
    await call(await issuer.token());
    assert.deepEqual(await refusal(call(long)), [Code.Unauthenticated, 'token_invalid']);
  });

  it('are checked with keys that are known for a bounded time while the issuer is away', async () => {
    let now = Date.now();
    const issuer = await createTestIssuer();
    const tokens = {
      issuers: [{ issuer: issuer.issuer, tenants: '*' as const }],
      now: () => now,
      jwksMaxStaleMs: 3_600_000,
    };
    await using fixture = await startFixture({ artifacts: whoAmI, tokens });
    const token = () => issuer.token({ expiresIn: 86_400 });
    const call = async () => fixture.artifacts(bearer(await token())).getArtifact({ artifactId: ID });
    await call();
    await issuer[Symbol.asyncDispose]();
    now += 4_100_000;
    await call();
    now += 100_000;
    await refusal(call()).then((refused) => assert.deepEqual(refused, [Code.Unavailable, 'issuer_unreachable']));
  });

  it('cost one fetch for all calls when the issuer hangs, and none while its keys are known', async () => {
    let now = Date.now();
    await using fixture = await startFixture({ artifacts: whoAmI, tokens: { now: () => now } });
    const { issuer } = fixture;
    const call = async () =>
      fixture.artifacts(bearer(await issuer.token({ expiresIn: 86_400 }))).getArtifact({ artifactId: ID });
    await call();
    const answered = issuer.keyRequests;
    issuer.hang();
    now += 700_000;
    for (let calls = 0; calls < 3; calls += 1) await call();
    assert.ok(issuer.keyRequests <= answered + 1);
  });

  it('cannot be checked while the issuer is away', async () => {
    const gone = await createTestIssuer();
    const token = await gone.token();
    await gone[Symbol.asyncDispose]();
    await using fixture = await startFixture({
      artifacts: whoAmI,
      tokens: { issuers: [{ issuer: gone.issuer, tenants: '*' }] },
    });
    const call = fixture.artifacts(bearer(token)).getArtifact({ artifactId: ID });
    assert.deepEqual(await refusal(call), [Code.Unavailable, 'issuer_unreachable']);
  });
});

describe('issuers', () => {
  it('speak for their own tenants only', async () => {
    await using shared = await createTestIssuer();
    await using acme = await createTestIssuer();
    await using group = await createTestIssuer();
    await using stranger = await createTestIssuer();
    const issuers = [
      { issuer: shared.issuer, tenants: '*' as const },
      { issuer: acme.issuer, tenants: ['acme'] },
      { issuer: group.issuer, tenants: ['globex', 'initech'] },
    ];
    await using fixture = await startFixture({ artifacts: whoAmI, tokens: { issuers } });
    const tenantOf = async (token: string) => {
      const { artifact } = await fixture.artifacts(bearer(token)).getArtifact({ artifactId: ID });
      return artifact?.id;
    };
    assert.equal(await tenantOf(await shared.token({ tenant_id: 'globex' })), 'globex');
    // A realm of one tenant stands for it, whatever the claim says.
    assert.equal(await tenantOf(await acme.token({ tenant_id: 'globex' })), 'acme');
    assert.equal(await tenantOf(await acme.token({ tenant_id: undefined })), 'acme');
    assert.equal(await tenantOf(await group.token({ tenant_id: 'initech' })), 'initech');
    const refused = [
      await group.token({ tenant_id: 'acme' }),
      await group.token({ tenant_id: undefined }),
      // Says that it is of one issuer, and is signed by another.
      await acme.token({ iss: shared.issuer, tenant_id: 'globex' }),
      await group.token({ iss: acme.issuer }),
      await stranger.token(),
      await acme.token({ iss: `${acme.issuer}/` }),
    ];
    for (const token of refused) {
      assert.deepEqual(await refusal(tenantOf(token)), [Code.Unauthenticated, 'token_invalid']);
    }
    assert.equal(stranger.keyRequests, 0);
  });
});

describe('identity headers', () => {
  const identity = {
    tenantId: 'acme',
    actorId: 'Zoë, of "sales"',
    roles: ['graph.viewer', 'x,y'],
    runId: ID,
    agentId: 'bpmn',
  };

  it('are believed when a service has signed them, in process as over HTTP', async () => {
    await using fixture = await startFixture({ artifacts: whoAmI });
    const options = fixture.caller.options(identity);
    for (const client of [fixture.artifacts({}), createClient(ArtifactQueryService, fixture.inProcess)]) {
      const { artifact } = await client.getArtifact({ artifactId: ID }, options);
      assert.deepEqual(
        [artifact?.id, artifact?.createdBy, artifact?.title, artifact?.kind],
        ['acme', 'Zoë, of "sales"', 'graph.viewer x,y', `internal${ID}bpmn`],
      );
    }
  });

  it('are refused when they are not signed, changed, old, or signed with another secret', async () => {
    await using fixture = await startFixture({ artifacts: whoAmI });
    const signed = (now?: () => number, secret = SECRET) =>
      Object.fromEntries(new Headers(createInternalCaller(secret, now).options(identity).headers));
    const token = bearer(await fixture.issuer.token());
    const cases: [string, Record<string, string>][] = [
      ['unsigned', { 'x-tenant-id': 'globex' }],
      ['unsigned beside a token', { ...token, 'x-tenant-id': 'globex' }],
      ['unsigned run beside a token', { ...token, 'x-run-id': ID }],
      ['changed tenant', { ...signed(), 'x-tenant-id': 'globex' }],
      ['changed roles', { ...signed(), 'x-actor-roles': 'graph.admin' }],
      ['changed time', { ...signed(() => Date.now() - 90_000), 'x-internal-timestamp': String(Date.now()) }],
      ['old', signed(() => Date.now() - 61_000)],
      ['from the future', signed(() => Date.now() + 61_000)],
      ['other secret', signed(Date.now, 'another secret of some other installation')],
    ];
    for (const [name, headers] of cases) {
      const call = fixture.artifacts(headers).getArtifact({ artifactId: ID });
      assert.deepEqual(await refusal(call), [Code.Unauthenticated, 'identity_header_forged'], name);
    }
  });
});
