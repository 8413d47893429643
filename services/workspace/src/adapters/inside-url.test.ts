import assert from 'node:assert/strict';
import { it } from 'node:test';
import { insideUrl } from './inside-url.ts';

const issuer = 'https://auth.example:8443/realms/ameide';
const internalUrl = 'http://keycloak.infra:8080/realms/ameide';

it('leads to where an issuer is reached, and for nothing that is not below its address', () => {
  const inside = (url: string) => insideUrl({ issuer, internalUrl }, url);
  assert.equal(
    inside(`${issuer}/protocol/openid-connect/token?a=b`),
    `${internalUrl}/protocol/openid-connect/token?a=b`,
  );
  assert.equal(inside(issuer), internalUrl);
  for (const other of [`${issuer}2/token`, 'https://auth.example:8443/realms/master/token', `${internalUrl}/certs`]) {
    assert.equal(inside(other), other);
  }
  assert.equal(insideUrl({ issuer }, `${issuer}/certs`), `${issuer}/certs`);
  assert.equal(insideUrl({ issuer: `${issuer}/`, internalUrl }, `${issuer}/certs`), `${internalUrl}/certs`);
});
