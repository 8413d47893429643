import { readAsTenant, withTenant } from '@ameide/postgres';
import type pg from 'pg';
import type { Balance, Budgets, StoredBudget } from '../app/metering/ports.ts';

type BudgetRow = Omit<StoredBudget, 'amount'> & { readonly amount: string };
type BalanceRow = BudgetRow & { readonly posted: string; readonly held: string; readonly resetsAt: number | null };

const COLUMNS = 'id, scope, scope_id as "scopeId", unit, period, kind, amount, is_strict as strict';

export function createBudgets(pool: pg.Pool): Budgets {
  return {
    async set(tenantId, { id, scope, scopeId, unit, period, kind, amount, strict }) {
      const { rows } = await withTenant(pool, tenantId, (tx) =>
        tx.query<BudgetRow>(
          `insert into gateway.budgets as b (tenant_id, id, scope, scope_id, unit, period, kind, amount, is_strict)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
           on conflict (tenant_id, scope, scope_id, unit, period) do update
           set kind = excluded.kind, amount = excluded.amount, is_strict = excluded.is_strict
           returning ${COLUMNS}`,
          [tenantId, id, scope, scopeId, unit, period, kind, amount, strict],
        ),
      );
      return budgetOf(rows[0]!);
    },
    async list(tenantId, after, limit) {
      const { rows } = await readAsTenant(pool, tenantId).query<BudgetRow>({
        text: `select ${COLUMNS} from gateway.budgets where $1::uuid is null or id > $1 order by id limit $2`,
        values: [after, limit],
      });
      return rows.map(budgetOf);
    },
    async delete(tenantId, budgetId) {
      const { rowCount } = await withTenant(pool, tenantId, (tx) =>
        tx.query('delete from gateway.budgets where id = $1', [budgetId]),
      );
      return rowCount === 1;
    },
    topUp(tenantId, { budgetId, amount, key, paidBy }) {
      return withTenant(pool, tenantId, async (tx) => {
        const { rows } = await tx.query<BudgetRow>(`select ${COLUMNS} from gateway.budgets where id = $1 for update`, [
          budgetId,
        ]);
        const [budget] = rows;
        if (budget === undefined) return 'budget_not_found';
        if (budget.kind !== 'prepaid') return 'budget_not_prepaid';
        const { rowCount } = await tx.query(
          `insert into gateway.top_ups (tenant_id, budget_id, idempotency_key, amount, paid_by) values ($1, $2, $3, $4, $5)
           on conflict do nothing`,
          [tenantId, budgetId, key, amount, paidBy],
        );
        if (rowCount === 0) return budgetOf(budget);
        const { rows: paid } = await tx.query<BudgetRow>(
          `update gateway.budgets set amount = amount + $2 where id = $1 returning ${COLUMNS}`,
          [budgetId, amount],
        );
        return budgetOf(paid[0]!);
      });
    },
    async balances(tenantId, userId, agentId) {
      const { rows } = await withTenant(pool, tenantId, async (tx) => {
        await tx.query(`select gateway.open_balances($1, $2, '', now())`, [userId, agentId]);
        return tx.query<BalanceRow>(
          `select b.budget_id as id, b.scope, b.scope_id as "scopeId", b.unit, b.period, b.kind, b.amount, b.is_strict as strict,
             coalesce(l.posted, 0) as posted, coalesce(l.held, 0) as held,
             (extract(epoch from nullif(b.ends_at, 'infinity')) * 1000)::float8 as "resetsAt"
           from gateway.binding_budgets($1, $2, '', now()) b
           left join gateway.balances l on l.scope = b.scope and l.scope_id = b.scope_id and l.unit = b.unit
             and l.period = b.period and l.starts_at = b.starts_at
           where b.scope <> 'run'
           order by (b.amount - coalesce(l.posted + l.held, 0))::numeric / greatest(b.amount, 1), b.scope, b.unit, b.period`,
          [userId, agentId],
        );
      });
      return rows.map(balanceOf);
    },
  };
}

function budgetOf({ id, scope, scopeId, unit, period, kind, amount, strict }: BudgetRow): StoredBudget {
  return { id, scope, scopeId, unit, period, kind, amount: BigInt(amount), strict };
}

function balanceOf({ posted, held, resetsAt, ...budget }: BalanceRow): Balance {
  return { budget: budgetOf(budget), posted: BigInt(posted), held: BigInt(held), resetsAt: resetsAt ?? undefined };
}
