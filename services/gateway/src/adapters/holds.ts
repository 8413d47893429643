import { readAsTenant, type Transaction, withTenant } from '@ameide/postgres';
import type pg from 'pg';
import type { Holds, Overrun, Shortage } from '../app/metering/ports.ts';
import type { EndedCall } from '../domain/usage/model-call.ts';

interface ShortageRow {
  readonly scope: Shortage['scope'];
  readonly unit: Shortage['unit'];
  readonly period: Shortage['period'];
  readonly amount: string;
  readonly remaining: string;
  readonly resetsAt: number | null;
}

const SHORTAGE = `scope, unit, period, amount, remaining, (extract(epoch from resets_at) * 1000)::float8 as "resetsAt"`;

/** @param durationMs how long a hold outlives the last that was heard of its call */
export function createHolds(pool: pg.Pool, durationMs: number): Holds {
  const duration = durationMs / 1000;
  return {
    async admit(tenantId, userId, agentId) {
      const { rows } = await readAsTenant(pool, tenantId).query<ShortageRow & { metered: boolean }>({
        text: `select metered, ${SHORTAGE.replace('remaining', '0 as remaining')} from gateway.admit_run($1, $2)`,
        values: [userId, agentId],
      });
      const [row] = rows;
      return { metered: row!.metered, shortage: row!.scope === null ? undefined : shortageOf(row!) };
    },
    async reserve({ tenantId, runId }, call) {
      const { rows } = await withTenant(pool, tenantId, (tx) =>
        tx.query<ShortageRow & { outcome: string; granted: string }>(
          `select outcome, granted, ${SHORTAGE}
           from gateway.reserve_model_call($1, $2, $3, $4, $5, $6, $7, $8, make_interval(secs => $9))`,
          [
            ...[runId, call.step, call.attempt, call.provider, call.model],
            ...[call.maxInputTokens, call.inputTokens, call.outputTokens, duration],
          ],
        ),
      );
      const row = rows[0]!;
      switch (row.outcome) {
        case 'held':
          return { granted: Number(row.granted) };
        case 'free':
          return { granted: undefined };
        case 'exceeded':
          return { shortage: shortageOf(row) };
        case 'ended':
          return { refused: 'run_ended' };
        case 'settled':
          return { refused: 'call_ended' };
        case 'unpriced':
          return { refused: 'model_without_price' };
        default:
          throw new Error(`reserve_model_call answers ${row.outcome}`);
      }
    },
    async extend({ tenantId, runId }, { step, attempt }, more, seen) {
      const { rows } = await withTenant(pool, tenantId, (tx) =>
        tx.query<ShortageRow & { granted: string }>(
          `select granted, ${SHORTAGE} from gateway.extend_hold($1, $2, $3, $4, $5, make_interval(secs => $6))`,
          [runId, step, attempt, more, seen, duration],
        ),
      );
      const [row] = rows;
      return (
        row && {
          granted: Number(row.granted),
          shortage: (row.scope as string) === '' ? undefined : { ...shortageOf(row), remaining: 0n },
        }
      );
    },
    settle,
    settleNow: ({ tenantId, runId }, calls) => withTenant(pool, tenantId, (tx) => settle(tx, runId, calls)),
    async refresh(calls) {
      const held = calls.map(({ tenantId: tenant, runId: run, step, attempt, outputTokens: output }) => {
        return { tenant, run, step, attempt, output };
      });
      await pool.query('select gateway.refresh_holds($1, make_interval(secs => $2))', [JSON.stringify(held), duration]);
    },
    async expire(limit) {
      const { rows } = await pool.query<{ tenantId: string; id: string }>(
        'select tenant_id as "tenantId", id from gateway.expired_holds($1)',
        [limit],
      );
      let expired = 0;
      for (const { tenantId, id } of rows) {
        const done = await withTenant(pool, tenantId, (tx) =>
          tx.query<{ done: boolean }>('select gateway.expire_hold($1) as done', [id]),
        );
        if (done.rows[0]!.done) expired += 1;
      }
      return expired;
    },
  };
}

async function settle(tx: Transaction, runId: string, calls: readonly EndedCall[]): Promise<readonly Overrun[]> {
  const { rows } = await tx.query<{ money: string | null; tokens: string }>(
    `select overrun_money as money, overrun_tokens as tokens from gateway.settle_model_calls($1, $2)
     where overrun_money > 0 or overrun_tokens > 0`,
    [runId, JSON.stringify(calls.map(callRow))],
  );
  return rows.map(({ money, tokens }) => ({ money: BigInt(money ?? 0), tokens: BigInt(tokens) }));
}

function callRow({ step, attempt, provider, model, state, reason, startedAt, usage }: EndedCall) {
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens, estimated } = usage;
  return {
    ...{ step, attempt, provider, model, served: usage.model || model, state, reason, estimated },
    ...{ input: inputTokens, cacheRead: cacheReadTokens, cacheWrite: cacheWriteTokens },
    ...{ output: outputTokens, reasoning: reasoningTokens, startedAt: new Date(startedAt).toISOString() },
  };
}

function shortageOf({ scope, unit, period, amount, remaining, resetsAt }: ShortageRow): Shortage {
  return {
    ...{ scope, unit, period, resetsAt: resetsAt ?? undefined },
    ...{ amount: BigInt(amount), remaining: BigInt(remaining) },
  };
}
