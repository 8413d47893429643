-- Read model: one row for each run, as its stream tells it.
create table runs (
  tenant_id text not null,
  id uuid not null,
  thread_id uuid not null,
  agent_id text not null,
  requested_by text not null,
  idempotency_key text not null,
  phase text not null,
  attempt int not null,
  owner text not null,
  reason text not null,
  message_id text not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  model text not null,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, requested_by, idempotency_key)
);

create index runs_active on runs (tenant_id, requested_by) where ended_at is null;

-- Which process works on a run that has not ended, and what another one needs to go on with it.
create table run_leases (
  tenant_id text not null,
  run_id uuid not null,
  -- `<host>/<process>`
  owner text not null,
  -- Grows with every owner; frames carry it as their epoch.
  attempt int not null,
  expires_at timestamptz not null,
  cancel_requested boolean not null default false,
  -- The conversation as it was when the run was created: its first messages.
  message_count int not null,
  -- Roles of the user when the run was created. Kept only while it runs, so that whoever takes it over may do no more.
  roles text[] not null,
  request_id text not null,
  primary key (tenant_id, run_id)
);

create index run_leases_expiry on run_leases (expires_at);

-- What a run has said so far, for clients whose frames are gone and for the message of a run that nobody can finish.
create table run_progress (
  tenant_id text not null,
  run_id uuid not null,
  -- Of the last frame; of the last status once the run has ended.
  frame_index bigint not null,
  -- `ameide.inference.v1.Snapshot`, binary; removed some time after the end.
  snapshot bytea,
  ended_at timestamptz,
  primary key (tenant_id, run_id)
);

create index run_progress_ended on run_progress (ended_at) where snapshot is not null;

-- Keys that were cancelled before they were used.
create table run_cancellations (
  tenant_id text not null,
  user_id text not null,
  idempotency_key text not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, user_id, idempotency_key)
);

select isolate_tenants('runs'), isolate_tenants('run_leases'), isolate_tenants('run_progress'),
       isolate_tenants('run_cancellations');

-- What a process does for all tenants at once. The functions belong to ameide_reader, whose policies and narrow rights
-- let it; a service can call them but has no other way across tenants.

-- Renews leases; answers those that still belong to the owner.
create function renew_leases(p_owner text, p_runs uuid[], p_duration interval)
returns table (run_id uuid, cancel_requested boolean)
language sql security definer set search_path = gateway, pg_temp as $$
  update run_leases l set expires_at = clock_timestamp() + p_duration
  where l.owner = p_owner and l.run_id = any (p_runs)
  returning l.run_id, l.cancel_requested
$$;

-- Leases that nobody holds any more, the first expired first.
create function expired_leases(p_limit int) returns table (tenant_id text, run_id uuid)
language sql stable security definer set search_path = gateway, pg_temp as $$
  select l.tenant_id, l.run_id from run_leases l where l.expires_at < clock_timestamp() order by l.expires_at limit p_limit
$$;

-- Ends the leases of other processes of a host; for a host that never runs two.
create function expire_leases_of_host(p_host text, p_owner text) returns void
language sql security definer set search_path = gateway, pg_temp as $$
  update run_leases l set expires_at = '-infinity' where split_part(l.owner, '/', 1) = p_host and l.owner <> p_owner
$$;

-- Removes what runs said that ended before, and cancelled keys that were never used.
create function forget_runs(p_before timestamptz) returns void
language sql security definer set search_path = gateway, pg_temp as $$
  update run_progress p set snapshot = null where p.ended_at < p_before and p.snapshot is not null;
  delete from run_cancellations c where c.created_at < p_before
$$;

create policy keepers on run_leases to ameide_reader using (true);
create policy keepers on run_progress to ameide_reader using (true);
create policy keepers on run_cancellations to ameide_reader using (true);
grant select, update (expires_at) on run_leases to ameide_reader;
grant select, update (snapshot) on run_progress to ameide_reader;
grant select, delete on run_cancellations to ameide_reader;
grant create on schema gateway to ameide_reader;
alter function renew_leases owner to ameide_reader;
alter function expired_leases owner to ameide_reader;
alter function expire_leases_of_host owner to ameide_reader;
alter function forget_runs owner to ameide_reader;
revoke create on schema gateway from ameide_reader;
revoke execute on function renew_leases, expired_leases, expire_leases_of_host, forget_runs from public;
grant execute on function renew_leases, expired_leases, expire_leases_of_host, forget_runs to :role;
