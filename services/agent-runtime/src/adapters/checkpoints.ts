import { withTenant } from '@ameide/postgres';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import type pg from 'pg';
import type { Checkpoints } from '../app/ports.ts';
import { SCHEMA } from './schema.ts';

/** @param pool of the role `ameide_agent_runtime` */
export function createCheckpoints(pool: pg.Pool): Checkpoints {
  return {
    of: (tenantId) => new PostgresSaver(tenantPool(pool, tenantId), undefined, { schema: SCHEMA }),
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
