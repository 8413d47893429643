-- What tenants demand of all their agents; no row for a tenant that has set nothing.
create table agent_policies (
  tenant_id text not null primary key,
  personal_data text not null check (personal_data in ('default', 'off', 'mask', 'block')),
  set_by text not null,
  set_at timestamptz not null default clock_timestamp()
);

select isolate_tenants('agent_policies');
