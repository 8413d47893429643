import { withTenant } from '@ameide/postgres';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import type pg from 'pg';
import type { Checkpoints } from '../app/ports.ts';
import { SCHEMA } from './schema.ts';

/** A run that began longer ago is over; its checkpoints are of no use. */
const KEPT_DAYS = 7;
const PRUNED_AT_ONCE = 200;

/** @param pool of the role `ameide_agent_runtime` */
export function createCheckpoints(pool: pg.Pool): Checkpoints {
  return {
    of: (tenantId) => new PostgresSaver(tenantPool(pool, tenantId), undefined, { schema: SCHEMA }),
    prune: (tenantId) =>
      withTenant(pool, tenantId, async (tx) => {
        const { rows } = await tx.query<{ thread_id: string }>(
          `select distinct thread_id from ${SCHEMA}.checkpoints
           where tenant_id = $1 and created_at < now() - make_interval(days => $2) limit $3`,
          [tenantId, KEPT_DAYS, PRUNED_AT_ONCE],
        );
        const ids = rows.map((row) => row.thread_id);
        for (const table of ids.length > 0 ? ['checkpoint_writes', 'checkpoint_blobs', 'checkpoints'] : []) {
          await tx.query(`delete from ${SCHEMA}.${table} where thread_id = any($1)`, [ids]);
        }
      }),
  };
}

/**
 * The part of a pool that the saver uses, on behalf of one tenant. The saver knows no tenants: its reads are single
 * queries of the pool, its writes are transactions that it opens with `BEGIN` on a client.
 */
function tenantPool(pool: pg.Pool, tenantId: string): pg.Pool {
  const connect = async () => {
    const client = await pool.connect();
    return {
      query: async (text: string, values?: unknown[]) => {
        const result = await client.query(text, values);
        if (text === 'BEGIN') await client.query("select set_config('app.tenant_id', $1, true)", [tenantId]);
        return result;
      },
      release: () => client.release(),
    };
  };
  const query = (text: string, values?: unknown[]) => withTenant(pool, tenantId, (tx) => tx.query(text, values));
  return { connect, query } as unknown as pg.Pool;
}
