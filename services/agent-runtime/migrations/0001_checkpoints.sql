-- The tables of LangGraph's PostgresSaver, as its `setup()` makes them (a test compares), and two columns of ours: the
-- saver names its columns when it inserts, so the tenant comes from the session and row-level security applies.

create table checkpoints (
  thread_id text not null,
  checkpoint_ns text not null default '',
  checkpoint_id text not null,
  parent_checkpoint_id text,
  type text,
  checkpoint jsonb not null,
  metadata jsonb not null default '{}',
  tenant_id text not null default current_setting('app.tenant_id'),
  created_at timestamptz not null default now(),
  primary key (thread_id, checkpoint_ns, checkpoint_id)
);
create index checkpoints_by_age on checkpoints (tenant_id, created_at);

create table checkpoint_blobs (
  thread_id text not null,
  checkpoint_ns text not null default '',
  channel text not null,
  version text not null,
  type text not null,
  blob bytea,
  tenant_id text not null default current_setting('app.tenant_id'),
  primary key (thread_id, checkpoint_ns, channel, version)
);

create table checkpoint_writes (
  thread_id text not null,
  checkpoint_ns text not null default '',
  checkpoint_id text not null,
  task_id text not null,
  idx integer not null,
  channel text not null,
  type text,
  blob bytea not null,
  tenant_id text not null default current_setting('app.tenant_id'),
  primary key (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
);

select isolate_tenants('checkpoints');
select isolate_tenants('checkpoint_blobs');
select isolate_tenants('checkpoint_writes');
