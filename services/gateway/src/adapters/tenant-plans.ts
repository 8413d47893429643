import { readAsTenant, withTenant } from '@ameide/postgres';
import { createWeightedLru } from '@ameide/service-kit/cache';
import type pg from 'pg';
import type { Plans } from '../app/limits/ports.ts';
import type { Plan } from '../domain/limits/plan.ts';

/** Tenants whose plan this process remembers. */
const REMEMBERED = 10_000;
const FRESH_MS = 5_000;

/**
 * The plans of files, and which tenant has which.
 * @param defaultPlan of tenants who were given none, or one that there is no more
 * @throws Error unless there is a plan of that id
 */
export function createTenantPlans(
  pool: pg.Pool,
  plans: readonly Plan[],
  defaultPlan: string,
  now: () => number,
): Plans {
  const byId = new Map(plans.map((plan) => [plan.id, plan]));
  const fallback = byId.get(defaultPlan);
  if (fallback === undefined)
    throw new Error(`there is no plan ${defaultPlan}; there are ${[...byId.keys()].join(', ')}`);
  const known = createWeightedLru<{ readonly plan: Plan; readonly until: number }>(REMEMBERED);
  const remember = (tenantId: string, id: string | undefined) => {
    const plan = byId.get(id ?? '') ?? fallback;
    known.set(tenantId, { plan, until: now() + FRESH_MS }, 1);
    return plan;
  };
  return {
    all: () => plans,
    async of(tenantId) {
      const found = known.get(tenantId);
      if (found !== undefined && now() < found.until) return found.plan;
      const { rows } = await readAsTenant(pool, tenantId).query<{ plan: string } & pg.QueryResultRow>({
        text: 'select plan from gateway.tenant_plans',
        values: [],
      });
      return remember(tenantId, rows[0]?.plan);
    },
    async assign(tenantId, planId) {
      await withTenant(pool, tenantId, (tx) =>
        planId === undefined
          ? tx.query('delete from gateway.tenant_plans where tenant_id = $1', [tenantId])
          : tx.query(
              `insert into gateway.tenant_plans as known (tenant_id, plan) values ($1, $2)
               on conflict (tenant_id) do update set plan = excluded.plan, changed_at = now()
               where known.plan <> excluded.plan`,
              [tenantId, planId],
            ),
      );
      return remember(tenantId, planId);
    },
  };
}
