-- Which plan a tenant has been given; the others have the one that the gateway is configured with.
create table tenant_plans (
  tenant_id text primary key,
  -- Of a file in plans/.
  plan text not null,
  changed_at timestamptz not null default now()
);

select isolate_tenants('tenant_plans');
