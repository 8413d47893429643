import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createTestIssuer } from '@ameide/service-kit/testing';
import { createReadPerson } from '../src/app/read-person.ts';
import { authenticatorOf } from './services.ts';

const alice = { id: 'alice', name: 'Alice', email: 'a@example.com', tenantId: 'acme', roles: ['graph.viewer'] };

it('reads tenant and roles as services do, and keeps the name where no id token came', async () => {
  await using issuer = await createTestIssuer();
  const readPerson = createReadPerson(authenticatorOf(issuer.issuer));
  const token = await issuer.token({ sub: 'alice', roles: ['graph.owner', 'graph.editor'] });
  const roles = ['graph.editor', 'graph.owner'];
  assert.deepEqual(await readPerson(token, undefined, alice), { ...alice, roles });
  const { email: _email, ...known } = alice;
  assert.deepEqual(await readPerson(token, { subject: 'alice' }), { ...known, name: 'alice', roles });
});

it('takes no tokens that are about different people, and none that services would refuse', async () => {
  await using issuer = await createTestIssuer();
  const readPerson = createReadPerson(authenticatorOf(issuer.issuer));
  const refused = { name: 'ServiceError', reason: 'token_invalid' };
  const bob = await issuer.token({ sub: 'bob' });
  await assert.rejects(readPerson(bob, { subject: 'alice' }), refused);
  await assert.rejects(readPerson(bob, undefined, alice), refused);
  await assert.rejects(readPerson(bob, { subject: 'bob' }, alice), refused);
  await assert.rejects(readPerson(await issuer.token({ tenant_id: undefined }), { subject: 'alice' }), refused);
  await assert.rejects(readPerson(await issuer.token({}, 'JWT'), { subject: 'alice' }), refused);
});
