import assert from 'node:assert/strict';
import { it } from 'node:test';
import { keycloakCredentials } from '@ameide/primitives/keycloak';
import { loadConfig } from '@ameide/service-kit/config';
import { z } from 'zod';
import { objectStore, tenantEnvironment } from './environment.ts';

const needed = { KEYCLOAK_URL: 'http://keycloak.identity.svc' };
const read = (env: Record<string, string>) => loadConfig(z.object(tenantEnvironment), { ...needed, ...env });

it('signs in to Keycloak as a client, else as an administrator, else says what is missing', () => {
  const client = { KEYCLOAK_CLIENT_ID: 'operator', KEYCLOAK_CLIENT_SECRET: 'secret' };
  const administrator = { KEYCLOAK_USERNAME: 'admin', KEYCLOAK_PASSWORD: 'password' };
  assert.deepEqual(keycloakCredentials(read({ ...client, ...administrator })), {
    realm: 'master',
    clientId: 'operator',
    clientSecret: 'secret',
  });
  assert.deepEqual(keycloakCredentials(read({ ...administrator, KEYCLOAK_REALM: 'operators' })), {
    realm: 'operators',
    username: 'admin',
    password: 'password',
  });
  assert.throws(() => keycloakCredentials(read({ KEYCLOAK_USERNAME: 'admin' })), /set one of the two pairs/);
});

it('has an object store if it is told of one, and then how to sign in', () => {
  assert.equal(objectStore(read({})), undefined);
  const env = { S3_ENDPOINT: 'https://s3.example.com', S3_ACCESS_KEY_ID: 'id' };
  assert.throws(() => objectStore(read(env)), /set both, since S3_ENDPOINT is set/);
  assert.deepEqual(objectStore(read({ ...env, S3_SECRET_ACCESS_KEY: 'key' })), {
    endpoint: 'https://s3.example.com',
    region: 'us-east-1',
    accessKeyId: 'id',
    secretAccessKey: 'key',
  });
});
