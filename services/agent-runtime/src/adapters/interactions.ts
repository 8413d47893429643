import { randomUUIDv7 } from 'node:crypto';
import { readAsTenant } from '@ameide/postgres';
import type pg from 'pg';
import type { Interactions, KeptInteraction } from '../app/ports.ts';
import { SCHEMA } from './schema.ts';

type Row = KeptInteraction & pg.QueryResultRow;

/** @param pool of the role `ameide_agent_runtime` */
export function createInteractions(pool: pg.Pool): Interactions {
  return {
    async add({ tenantId, runId, threadId, userId, agentId, requestId }, interaction) {
      const { kind, name, request, response, ok, beganAt, endedAt } = interaction;
      await pool.query({
        name: `${SCHEMA} put interaction`,
        text: `select ${SCHEMA}.put_interaction($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, to_timestamp($13 / 1000.0), to_timestamp($14 / 1000.0))`,
        values: [
          ...[tenantId, randomUUIDv7(), kind, runId, threadId, userId, agentId, requestId, name],
          ...[JSON.stringify(request), JSON.stringify(response), ok, beganAt, endedAt],
        ],
      });
    },
    async list(tenantId, { runId, threadId, userId, beganAfter, beganBefore, after, limit }) {
      const { rows } = await readAsTenant(pool, tenantId).query<Row>({
        text: `select id, kind, run_id as "runId", thread_id as "threadId", user_id as "userId", agent_id as "agentId",
            request_id as "requestId", name, request, response, ok,
            extract(epoch from began_at)::float8 * 1000 as "beganAt", extract(epoch from ended_at)::float8 * 1000 as "endedAt"
          from ${SCHEMA}.interactions
          where ($1::uuid is null or run_id = $1) and ($2::text is null or thread_id = $2) and ($3::text is null or user_id = $3)
            and ($4::float8 is null or began_at >= to_timestamp($4 / 1000.0)) and ($5::float8 is null or began_at < to_timestamp($5 / 1000.0))
            and ($6::float8 is null or (began_at, id) < (to_timestamp($6 / 1000.0), $7::uuid))
          order by began_at desc, id desc limit $8`,
        values: [
          ...[runId ?? null, threadId ?? null, userId ?? null, beganAfter ?? null, beganBefore ?? null],
          ...[after?.[0] ?? null, after?.[1] ?? null, limit],
        ],
      });
      return rows;
    },
  };
}
