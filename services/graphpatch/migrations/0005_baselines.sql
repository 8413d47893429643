-- Versions that have a name. `key` is the name as names are compared.
create table baselines (
  tenant_id text not null,
  id uuid not null,
  artifact_id uuid not null,
  branch text not null,
  version integer not null,
  key text not null,
  name text not null,
  note text not null,
  created_by text not null,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);
create unique index baselines_of_model on baselines (tenant_id, artifact_id, branch, key);
create index baselines_by_version on baselines (tenant_id, artifact_id, branch, version, key);
select isolate_tenants('baselines');
select project_into('models', 'commits', 'document_snapshots', 'patches', 'baselines');
