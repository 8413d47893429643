import { withTenant } from '@ameide/postgres';
import type pg from 'pg';
import type { Plans } from '../app/limits/ports.ts';
import type { Plan } from '../domain/limits/plan.ts';
import { createTenantSetting } from './tenant-setting.ts';

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
  const planOf = (id: string | undefined) => byId.get(id ?? '') ?? fallback;
  const settings = createTenantSetting<{ plan: string }, Plan>(pool, {
    text: 'select plan from gateway.tenant_plans',
    read: (row) => planOf(row?.plan),
    now,
  });
  return {
    all: () => plans,
    of: settings.of,
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
      return settings.remember(tenantId, planOf(planId));
    },
  };
}
