import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { DirectoryService } from '@ameide/contracts/live/v1/directory_service';
import { PresenceService } from '@ameide/contracts/live/v1/presence_service';
import { createAuthenticator } from '@ameide/service-kit/auth';
import { createInProcessTransport, createRpcPipeline } from '@ameide/service-kit/rpc';
import { createTestIssuer, type TestClaims, type TestIssuer } from '@ameide/service-kit/testing';
import { createClient, type Transport } from '@connectrpc/connect';
import { as, type GatewayInstance, logger, SECRET, startSystem, type TestSystem, words } from './harness.ts';

describe('names of people', { timeout: 60_000 }, () => {
  let system: TestSystem;
  let gateway: GatewayInstance;
  let issuer: TestIssuer;
  let transport: Transport;
  before(async () => {
    system = await startSystem();
    gateway = await system.gateway();
    issuer = await createTestIssuer();
    const authenticator = createAuthenticator({
      issuers: [{ issuer: issuer.issuer, tenants: '*' }],
      internalSecret: SECRET,
    });
    transport = createInProcessTransport(() => [gateway.service.routes], createRpcPipeline({ authenticator, logger }));
  });
  after(async () => {
    await system.close();
    await issuer[Symbol.asyncDispose]();
  });

  const withToken = async (claims: TestClaims) => ({
    headers: { authorization: `Bearer ${await issuer.token(claims)}` },
  });
  const names = async (subjects: string[], claims: TestClaims = { sub: 'ada' }) => {
    const directory = createClient(DirectoryService, transport);
    const { people } = await directory.batchGetPeople({ subjects }, await withToken(claims));
    return people.map(({ subject, name }) => `${subject}: ${name}`);
  };
  const appear = async (claims: TestClaims) => {
    const place = { place: { case: 'threadId' as const, value: system.world.thread(words('Hello.')) } };
    const presence = createClient(PresenceService, transport);
    await presence.announcePresence({ place, clientId: randomUUID() }, await withToken(claims));
  };

  it('are those of the last token of each, for the tenant only', async () => {
    assert.deepEqual(await names(['bob', 'eve']), []);
    await appear({ sub: 'bob', name: 'Bob Brown' });
    await appear({ sub: 'eve', preferred_username: 'eve.evans@acme.example' });
    await appear({ sub: 'bob', tenant_id: 'globex', name: 'Another Bob' });
    assert.deepEqual(await names(['eve', 'bob', 'nobody']), ['bob: Bob Brown', 'eve: eve.evans']);
    assert.deepEqual(await names(['bob', 'eve'], { sub: 'carol', tenant_id: 'globex' }), ['bob: Another Bob']);
    await appear({ sub: 'bob', name: 'Bob Black' });
    assert.deepEqual(await names(['bob']), ['bob: Bob Black']);
  });

  it('are kept of those who ask, and never believed of a service', async () => {
    assert.deepEqual(await names(['dora'], { sub: 'dora', name: 'Dora Diaz' }), ['dora: Dora Diaz']);
    const directory = gateway.client(DirectoryService);
    const { people } = await directory.batchGetPeople({ subjects: ['dora', 'frank'] }, as('frank'));
    assert.deepEqual(
      people.map(({ name }) => name),
      ['Dora Diaz'],
    );
  });
});
