import { readAsTenant } from '@ameide/postgres';
import type pg from 'pg';
import type { LedgerFilter, LedgerRow, LedgerSum, LedgerUsage } from '../app/usage/ports.ts';

/** The rows that a filter is about; its parameters are $1 to $7. */
const ASKED = `gateway.ledger where ($1::text is null or user_id = $1) and ($2::text is null or agent_id = $2)
  and ($3::text is null or provider = $3) and ($4::text is null or model = $4) and ($5::uuid is null or thread_id = $5)
  and ($6::timestamptz is null or called_at >= $6) and ($7::timestamptz is null or called_at < $7)`;

const TOKENS = ['input', 'cache_read', 'cache_write', 'output', 'reasoning'] as const;
const camel = (name: string) => name.replace(/_./g, ([, letter]) => letter!.toUpperCase());

const SUMS = `count(distinct run_id)::int as "runs", count(*) filter (where kind = 'call')::int as "calls",
  count(*) filter (where kind = 'call' and state = 'failed')::int as "failedCalls",
  count(*) filter (where kind = 'call' and estimated and not adjusted)::int as "estimatedCalls",
  count(*) filter (where kind = 'call' and cost_nano is null)::int as "unpricedCalls",
  coalesce(sum(cost_nano), 0)::text as "costNanoUsd",
  ${TOKENS.map((name) => `coalesce(sum(${name}_tokens), 0)::text as "${camel(name)}Tokens"`).join(', ')}`;

const ROW = `id, to_char(called_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "calledAt", run_id as "runId", step, attempt,
  kind, user_id as "userId", agent_id as "agentId", thread_id as "threadId", provider, model, state, reason, estimated,
  cost_nano::text as "costNanoUsd", ${TOKENS.map((name) => `${name}_tokens::text as "${camel(name)}Tokens"`).join(', ')}`;

const AMOUNTS = [...TOKENS.map((name) => `${camel(name)}Tokens`), 'costNanoUsd'];

/** What calls of models have used, summed up by the database. */
export function createLedgerUsage(pool: pg.Pool): LedgerUsage {
  return {
    async sums(which, by, after, limit) {
      const format = by.time === undefined ? '' : by.time === 'day' ? 'YYYY-MM-DD' : 'YYYY-MM';
      const text = `select time, "userId", "agentId", provider, model, ${SUMS}
        from (
          select to_char(called_at at time zone $8, $9) as time, case when $10 then user_id else '' end as "userId",
            case when $11 then agent_id else '' end as "agentId", case when $12 then provider else '' end as provider,
            case when $13 then model else '' end as model, run_id, kind, state, estimated, cost_nano,
            exists (select from gateway.ledger a where a.run_id = asked.run_id and a.step = asked.step
              and a.attempt = asked.attempt and a.kind = 'adjustment') as adjusted,
            ${TOKENS.map((name) => `${name}_tokens`).join(', ')}
          from (select * from ${ASKED}) asked
        ) grouped
        where $14::text is null or time < $14
          or (time = $14 and ("userId", "agentId", provider, model) > ($15, $16, $17, $18))
        group by time, "userId", "agentId", provider, model
        order by time desc, "userId", "agentId", provider, model limit $19`;
      const place = [after?.time, after?.userId, after?.agentId, after?.provider, after?.model];
      const values = [
        ...asked(which),
        ...[by.timeZone, format, by.user, by.agent, by.provider, by.model],
        ...place.map((part) => part ?? null),
        limit,
      ];
      const { rows } = await readAsTenant(pool, which.tenantId).query<pg.QueryResultRow>({ text, values });
      return rows.map((row) => withAmounts(row) as unknown as LedgerSum);
    },
    async rows(which, after, limit) {
      const text = `select ${ROW} from ${ASKED} and ($8::timestamptz is null or (called_at, id) > ($8, $9::uuid))
        order by called_at, id limit $10`;
      const values = [...asked(which), after?.calledAt ?? null, after?.id ?? null, limit];
      const { rows } = await readAsTenant(pool, which.tenantId).query<pg.QueryResultRow>({ text, values });
      return rows.map((row) => withAmounts(row) as unknown as LedgerRow);
    },
  };
}

function asked(which: LedgerFilter): unknown[] {
  const { userId, agentId, provider, model, threadId } = which;
  const times = [which.calledAfter, which.calledBefore].map((at) => at && new Date(at).toISOString());
  return [userId, agentId, provider, model, threadId, ...times].map((value) => value ?? null);
}

function withAmounts(row: pg.QueryResultRow): pg.QueryResultRow {
  const amounts = AMOUNTS.map((name) => [name, row[name] === null ? undefined : BigInt(row[name])]);
  return { ...row, ...Object.fromEntries(amounts) };
}
