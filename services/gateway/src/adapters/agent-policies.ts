import { readAsTenant, withTenant } from '@ameide/postgres';
import { createWeightedLru } from '@ameide/service-kit/cache';
import type pg from 'pg';
import type { AgentPolicies } from '../app/ports/agents.ts';
import { type AgentPolicy, DEFAULT_POLICY } from '../domain/agent/policy.ts';

/** How long a process may act by what it has read before. */
const KNOWN_MS = 5_000;
const KNOWN_TENANTS = 10_000;

export function createAgentPolicies(pool: pg.Pool, now: () => number): AgentPolicies {
  const known = createWeightedLru<{ readonly policy: AgentPolicy; readonly until: number }>(KNOWN_TENANTS);
  const remember = (tenantId: string, policy: AgentPolicy) => {
    known.set(tenantId, { policy, until: now() + KNOWN_MS }, 1);
    return policy;
  };
  return {
    async of(tenantId) {
      const recent = known.get(tenantId);
      if (recent !== undefined && recent.until > now()) return recent.policy;
      const { rows } = await readAsTenant(pool, tenantId).query<AgentPolicy & pg.QueryResultRow>({
        text: 'select personal_data as "personalData" from gateway.agent_policies',
        values: [],
      });
      return remember(tenantId, rows[0] ?? DEFAULT_POLICY);
    },
    async set({ tenantId, actorId }, policy) {
      await withTenant(pool, tenantId, (tx) =>
        tx.query(
          `insert into gateway.agent_policies (tenant_id, personal_data, set_by) values ($1, $2, $3)
           on conflict (tenant_id) do update
           set personal_data = excluded.personal_data, set_by = excluded.set_by, set_at = clock_timestamp()`,
          [tenantId, policy.personalData, actorId],
        ),
      );
      remember(tenantId, policy);
    },
  };
}
