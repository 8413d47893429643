import { isDeepStrictEqual } from 'node:util';
import { AgentSchema } from '@ameide/contracts/agents/v1/agent';
import { inTransaction, type Transaction } from '@ameide/postgres';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type pg from 'pg';
import type { KnownAgent, RegisteredAgents } from '../app/ports/agents.ts';
import { ALL_TENANTS, decideRemoval, type Registration, registrationRefusal } from '../domain/agent/registration.ts';
import { agentToWire } from '../wire/agent.ts';

interface AgentRow extends Registration {
  readonly agent: Buffer;
  readonly endpoint: string;
}

const SELECT_AGENT = `select agent, endpoint, removed_at is not null as removed,
  json_build_object('namespace', source_namespace, 'name', source_name, 'generation', generation,
    'createdAt', (extract(epoch from source_created_at) * 1000)::float8) as source
  from gateway.agents`;

export function createRegisteredAgents(pool: pg.Pool): RegisteredAgents {
  /** Rows of all tenants first, then the tenant's own. */
  const read = (tenantId: string, query: string, values: unknown[] = []) =>
    inTransaction(pool, async (tx) => {
      const rows: AgentRow[] = [];
      for (const owner of [ALL_TENANTS, tenantId]) {
        await actFor(tx, owner);
        rows.push(...(await tx.query<AgentRow>(query, values)).rows);
      }
      return rows.map(knownAgent);
    });
  /** What is said about one id is decided one after the other. */
  const change = <T>(
    tenantId: string,
    id: string,
    decide: (tx: Transaction, row: AgentRow | undefined) => Promise<T>,
  ) =>
    inTransaction(pool, async (tx) => {
      await actFor(tx, tenantId);
      await tx.query("select pg_advisory_xact_lock(hashtextextended('gateway agent ' || $1 || '/' || $2, 0))", [
        tenantId,
        id,
      ]);
      const { rows } = await tx.query<AgentRow>(`${SELECT_AGENT} where id = $1`, [id]);
      return decide(tx, rows[0]);
    });
  return {
    register(tenantId, agent) {
      const { profile, endpoint, source } = agent;
      return change(tenantId, profile.id, async (tx, row) => {
        const refusal = registrationRefusal(row, source);
        if (refusal !== undefined) return refusal;
        const binary = Buffer.from(toBinary(AgentSchema, agentToWire(profile)));
        const next = { source, agent: binary, endpoint, removed: false };
        if (isDeepStrictEqual(row, next)) return 'unchanged';
        await save(tx, tenantId, profile.id, next);
        return 'registered';
      });
    },
    deregister(tenantId, id, source) {
      return change(tenantId, id, async (tx, row) => {
        const decision = decideRemoval(row, source);
        if (decision === 'agent_superseded') return decision;
        if (decision === 'remove') {
          const agent = Buffer.from(toBinary(AgentSchema, create(AgentSchema, { id })));
          await save(tx, tenantId, id, { source, agent, endpoint: '', removed: true });
        }
        return 'done';
      });
    },
    all: (tenantId) => read(tenantId, `${SELECT_AGENT} where removed_at is null`),
    find: async (tenantId, id) =>
      (await read(tenantId, `${SELECT_AGENT} where removed_at is null and id = $1`, [id])).at(-1),
  };
}

async function actFor(tx: Transaction, tenantId: string): Promise<void> {
  await tx.query("select set_config('app.tenant_id', $1, true)", [tenantId]);
}

async function save(tx: Transaction, tenantId: string, id: string, row: AgentRow): Promise<void> {
  const { namespace, name, createdAt, generation } = row.source;
  await tx.query(
    `insert into gateway.agents (tenant_id, id, source_namespace, source_name, source_created_at, generation, agent,
       endpoint, removed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, case when $9 then clock_timestamp() end)
     on conflict (tenant_id, id) do update set source_namespace = excluded.source_namespace,
       source_name = excluded.source_name, source_created_at = excluded.source_created_at,
       generation = excluded.generation, agent = excluded.agent, endpoint = excluded.endpoint,
       removed_at = excluded.removed_at`,
    [tenantId, id, namespace, name, new Date(createdAt), generation, row.agent, row.endpoint, row.removed],
  );
}

function knownAgent({ agent, endpoint }: AgentRow): KnownAgent {
  return { profile: fromBinary(AgentSchema, agent), runsOn: { endpoint } };
}
