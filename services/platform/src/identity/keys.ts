import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { JWK } from 'oidc-provider';
import type { Pool } from 'pg';

export interface ProviderKeys {
  /** Private signing key; its public half is served as the JWKS. */
  readonly signing: JWK;
  /** Signs the provider's cookies. */
  readonly cookie: string;
}

/** The provider's keys: made at the first start and kept, so that tokens stay valid over restarts. */
export async function loadOrCreateKeys(pool: Pool): Promise<ProviderKeys> {
  const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const signing = {
    ...privateKey.export({ format: 'jwk' }),
    alg: 'ES256',
    use: 'sig',
    kid: randomBytes(8).toString('hex'),
  };
  const fresh = { signing, cookie: randomBytes(32).toString('base64url') };
  await pool.query("insert into identity.keys (name, value) values ('provider', $1) on conflict do nothing", [fresh]);
  const { rows } = await pool.query<{ value: ProviderKeys }>("select value from identity.keys where name = 'provider'");
  return rows[0]!.value;
}
