-- The head of every branch. Derived from the streams `model:…` and `layout:…`; older versions are read from those.
create table models (
  tenant_id text not null,
  artifact_id uuid not null,
  branch text not null,
  version integer not null,
  notation text not null,
  name text not null,
  document text not null,
  primary key (tenant_id, artifact_id, branch)
);
select isolate_tenants('models');

create table commits (
  tenant_id text not null,
  artifact_id uuid not null,
  branch text not null,
  version integer not null,
  id uuid not null,
  author_id text not null,
  run_id text not null,
  patch_id text not null,
  comment text not null,
  summary jsonb not null,
  correlation_id text not null,
  committed_at timestamptz not null,
  primary key (tenant_id, artifact_id, branch, version)
);
select isolate_tenants('commits');

-- Operations, diagnostics and preview are the JSON form of the contract's messages.
create table patches (
  tenant_id text not null,
  id uuid not null,
  artifact_id uuid not null,
  branch text not null,
  base_version integer not null,
  state text not null check (state in ('proposed', 'applied', 'rejected')),
  title text not null,
  operations jsonb not null,
  diagnostics jsonb not null,
  preview jsonb not null,
  proposed_by text not null,
  run_id text not null,
  proposed_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  approved_operation_ids jsonb,
  commit_id uuid,
  reason text,
  primary key (tenant_id, id)
);
create index patches_of_model on patches (tenant_id, artifact_id, branch, proposed_at desc, id desc);
select isolate_tenants('patches');
