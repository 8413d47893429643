import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Pool } from 'pg';

/** Keeps what the provider issues (sessions, grants, codes, refresh tokens) in `identity.payloads`, so that sign-ins outlive restarts. */
export class PostgresAdapter implements Adapter {
  readonly #pool: Pool;
  readonly #model: string;

  constructor(pool: Pool, model: string) {
    this.#pool = pool;
    this.#model = model;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    await this.#pool.query(
      `insert into identity.payloads (model, id, payload, grant_id, user_code, uid, expires_at)
       values ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7))
       on conflict (model, id) do update
         set payload = excluded.payload, grant_id = excluded.grant_id, user_code = excluded.user_code,
             uid = excluded.uid, expires_at = excluded.expires_at`,
      [this.#model, id, payload, payload.grantId, payload.userCode, payload.uid, expiresIn || null],
    );
  }

  find(id: string): Promise<AdapterPayload | undefined> {
    return this.#findBy('id', id);
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#findBy('uid', uid);
  }

  findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#findBy('user_code', userCode);
  }

  async consume(id: string): Promise<void> {
    await this.#pool.query(
      `update identity.payloads
       set payload = jsonb_set(payload, '{consumed}', to_jsonb(extract(epoch from now())::bigint))
       where model = $1 and id = $2`,
      [this.#model, id],
    );
  }

  async destroy(id: string): Promise<void> {
    await this.#pool.query('delete from identity.payloads where model = $1 and id = $2', [this.#model, id]);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.#pool.query('delete from identity.payloads where grant_id = $1', [grantId]);
  }

  async #findBy(column: 'id' | 'uid' | 'user_code', value: string): Promise<AdapterPayload | undefined> {
    const { rows } = await this.#pool.query<{ payload: AdapterPayload }>(
      `select payload from identity.payloads
       where model = $1 and ${column} = $2 and (expires_at is null or expires_at > now())`,
      [this.#model, value],
    );
    return rows[0]?.payload;
  }
}

/** Removes what has expired and can never be asked for again. */
export async function removeExpiredPayloads(pool: Pool): Promise<void> {
  await pool.query('delete from identity.payloads where expires_at < now()');
}
