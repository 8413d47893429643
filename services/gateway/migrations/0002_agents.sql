-- The agents that operators have registered.
create table agents (
  -- Whose it is. `*`, which is no tenant's id, is for all tenants.
  tenant_id text not null,
  id text not null,
  -- The object in Kubernetes that it comes from, and which state of it.
  source_namespace text not null,
  source_name text not null,
  source_created_at timestamptz not null,
  generation bigint not null,
  -- What people see of it: `ameide.agents.v1.Agent`, binary.
  agent bytea not null,
  -- Where it is executed.
  endpoint text not null,
  -- When it was taken away; the row stays, so that what was said before and arrives late is not believed.
  removed_at timestamptz,
  primary key (tenant_id, id)
);

select isolate_tenants('agents');
