-- The newest version of every model, as the log tells it. `graph` and `layout` are the JSON form of the graph model.
create table models (
  tenant_id text not null,
  artifact_id uuid not null,
  branch text not null,
  version integer not null,
  notation text not null,
  graph jsonb not null,
  layout jsonb not null,
  primary key (tenant_id, artifact_id, branch)
);
select isolate_tenants('models');

-- What each commit changed: the JSON form of the contract's ProjectionDelta. The oldest are trimmed.
create table deltas (
  tenant_id text not null,
  artifact_id uuid not null,
  branch text not null,
  version integer not null,
  delta jsonb not null,
  primary key (tenant_id, artifact_id, branch, version)
);
select isolate_tenants('deltas');

-- The layout part of a commit waits here for the ModelCommitted of the same transaction.
create table pending_layouts (
  tenant_id text not null,
  artifact_id uuid not null,
  branch text not null,
  version integer not null,
  layout jsonb not null,
  primary key (tenant_id, artifact_id, branch, version)
);
select isolate_tenants('pending_layouts');
