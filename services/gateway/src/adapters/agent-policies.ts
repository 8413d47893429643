import { withTenant } from '@ameide/postgres';
import type pg from 'pg';
import type { AgentPolicies } from '../app/ports/agents.ts';
import { type AgentPolicy, DEFAULT_POLICY } from '../domain/agent/policy.ts';
import { createTenantSetting } from './tenant-setting.ts';

export function createAgentPolicies(pool: pg.Pool, now: () => number): AgentPolicies {
  const policies = createTenantSetting<AgentPolicy & pg.QueryResultRow, AgentPolicy>(pool, {
    text: 'select personal_data as "personalData" from gateway.agent_policies',
    read: (row) => row ?? DEFAULT_POLICY,
    now,
  });
  return {
    of: policies.of,
    async set({ tenantId, actorId }, policy) {
      await withTenant(pool, tenantId, (tx) =>
        tx.query(
          `insert into gateway.agent_policies (tenant_id, personal_data, set_by) values ($1, $2, $3)
           on conflict (tenant_id) do update
           set personal_data = excluded.personal_data, set_by = excluded.set_by, set_at = clock_timestamp()`,
          [tenantId, policy.personalData, actorId],
        ),
      );
      policies.remember(tenantId, policy);
    },
  };
}
