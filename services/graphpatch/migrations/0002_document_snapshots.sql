-- Whole documents of some versions, so that any version is read from one of them and the few commits after it. Derived from
-- the streams `model:…`; may be emptied.
create table document_snapshots (
  tenant_id text not null,
  artifact_id uuid not null,
  branch text not null,
  version integer not null,
  document text not null,
  primary key (tenant_id, artifact_id, branch, version)
);
select isolate_tenants('document_snapshots');
