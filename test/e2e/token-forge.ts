import { importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import { connectToDatabase } from './embedded-database.ts';

/** Claims in place of the usual ones; `undefined` leaves one out. */
export type ForgedClaims = { readonly [Claim in keyof JWTPayload]?: JWTPayload[Claim] | undefined };

/** Tokens with any content, signed with the key of the platform's own provider: what nobody outside of it can make. */
export interface TokenForge {
  /** The provider's key. */
  readonly key: JWK;
  /** A token of alice that is accepted, except for what is given. */
  token(claims?: ForgedClaims): Promise<string>;
}

/** Reads the key from the embedded database of a platform that runs on the data folder. */
export async function createTokenForge(data: string, issuer: string): Promise<TokenForge> {
  const client = await connectToDatabase(data);
  const { rows } = await client.query<{ value: { signing: JWK } }>('select value from identity.keys');
  await client.end();
  const key = rows[0]!.value.signing;
  return {
    key,
    async token(claims = {}) {
      const now = Math.floor(Date.now() / 1000);
      const usual = { iss: issuer, aud: 'platform-app', sub: 'alice', tenant_id: 'acme', roles: ['graph.editor'] };
      return new SignJWT({ ...usual, iat: now, exp: now + 900, ...claims } as JWTPayload)
        .setProtectedHeader({ alg: 'ES256', kid: key.kid!, typ: 'at+jwt' })
        .sign(await importJWK(key, 'ES256'));
    },
  };
}
