-- Models that could not follow a commit: they are read anew from their document. Of no meaning once the model has the version.
create table rebuilds (
  tenant_id text not null,
  artifact_id uuid not null,
  branch text not null,
  -- The newest that is known to have been committed.
  version integer not null,
  requested_at timestamptz not null default now(),
  primary key (tenant_id, artifact_id, branch)
);
select isolate_tenants('rebuilds');
