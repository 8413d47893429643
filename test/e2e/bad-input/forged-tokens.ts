import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import type { ForgedClaims, TokenForge } from '../token-forge.ts';

const seconds = () => Math.floor(Date.now() / 1000);

/** Claims that make a token invalid, although the provider's own key has signed it. */
export const badClaims: Readonly<Record<string, () => ForgedClaims>> = {
  'for another audience': () => ({ aud: 'another-app' }),
  'of another issuer': () => ({ iss: 'https://elsewhere.example' }),
  'not valid yet': () => ({ nbf: seconds() + 600 }),
  'without an end': () => ({ exp: undefined }),
  'without a subject': () => ({ sub: undefined }),
  'without a tenant': () => ({ tenant_id: undefined }),
};

/** Tokens with the claims of a good one that somebody without the key could make, or has for something else. */
export const forgeries: Readonly<Record<string, (good: string, forge: TokenForge) => string | Promise<string>>> = {
  'signed with another key'(good, { key }) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const header = { alg: 'ES256', kid: key.kid!, typ: 'at+jwt' };
    return new SignJWT(claimsOf(good)).setProtectedHeader(header).sign(privateKey);
  },
  async 'that is an id token'(good, { key }) {
    const header = { alg: 'ES256', kid: key.kid! };
    return new SignJWT(claimsOf(good)).setProtectedHeader(header).sign(await importJWK(key, 'ES256'));
  },
  'with no algorithm': (good, { key }) => `${encode({ alg: 'none', kid: key.kid })}.${encode(claimsOf(good))}.`,
  'signed by HMAC with the public key'(good, { key: { d: _, ...published } }) {
    const pem = createPublicKey({ key: published as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    const content = `${encode({ alg: 'HS256', kid: published.kid })}.${encode(claimsOf(good))}`;
    return `${content}.${createHmac('sha256', pem).update(content).digest('base64url')}`;
  },
  'with other claims under the old signature'(good) {
    const [header, , signature] = good.split('.');
    return `${header}.${encode({ ...claimsOf(good), tenant_id: 'globex' })}.${signature}`;
  },
  'that is none': () => 'garbage',
};

/** Headers with which only services may say who somebody is. */
export const forgedHeaders: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'headers of a service with a guessed signature': {
    'x-tenant-id': 'globex',
    'x-actor-id': 'carol',
    'x-actor-roles': 'graph.admin',
    'x-internal-timestamp': String(Date.now()),
    'x-internal-signature': createHmac('sha256', 'a guess').update('x').digest('base64url'),
  },
  'one header of a service': { 'x-tenant-id': 'globex' },
  'roles in a header': { 'x-actor-roles': 'graph.admin' },
  'only a signature': { 'x-internal-signature': 'x' },
};

function claimsOf(token: string): JWTPayload {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
