import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, type GenerateKeyPairResult, generateKeyPair, type JWK, SignJWT } from 'jose';

/** Claims of a token, on top of the usual ones. */
export interface TestClaims {
  readonly [claim: string]: unknown;
  /** `alice` by default. */
  readonly sub?: string;
  /** `acme` by default. */
  readonly tenant_id?: string | undefined;
  /** `graph.editor` by default. */
  readonly roles?: readonly string[];
  /** Seconds from now; 300 by default. */
  readonly expiresIn?: number;
}

/** A real issuer of real tokens, with its keys behind HTTP. */
export interface TestIssuer extends AsyncDisposable {
  readonly issuer: string;
  /** How often the keys were asked for. */
  readonly keyRequests: number;
  /** @param type what the header says that it is; `at+jwt`, an access token, unless given */
  token(claims?: TestClaims, type?: string): Promise<string>;
  /** Publishes a new key in place of the old one, and signs with it from now on. */
  rotate(): Promise<void>;
  /** Answers nothing from now on. */
  hang(): void;
}

/** Starts an issuer on a free port. */
export async function createTestIssuer(): Promise<TestIssuer> {
  let keyNumber = 0;
  let keyRequests = 0;
  let hangs = false;
  let privateKey: GenerateKeyPairResult['privateKey'];
  let published: JWK;
  const rotate = async () => {
    keyNumber += 1;
    const pair = await generateKeyPair('ES256');
    privateKey = pair.privateKey;
    published = { ...(await exportJWK(pair.publicKey)), kid: `key-${keyNumber}`, alg: 'ES256', use: 'sig' };
  };
  await rotate();
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/jwks') keyRequests += 1;
    if (hangs) return;
    const body = request.url === '/jwks' ? { keys: [published] } : { issuer, jwks_uri: `${issuer}/jwks` };
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    get keyRequests() {
      return keyRequests;
    },
    rotate,
    hang: () => {
      hangs = true;
    },
    token: ({ expiresIn = 300, ...claims } = {}, typ = 'at+jwt') => {
      const now = Math.floor(Date.now() / 1000);
      const usual = { iss: issuer, aud: 'platform-app', sub: 'alice', tenant_id: 'acme', roles: ['graph.editor'] };
      return new SignJWT({ ...usual, iat: now - 600, exp: now + expiresIn, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: `key-${keyNumber}`, typ })
        .sign(privateKey);
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
