-- Runs that wait for others of their chat, and why a run is to be cancelled.
alter table runs
  -- Whether it had to wait for others.
  add column enqueued boolean not null default false,
  -- What became of others when it was asked for.
  add column when_busy text not null default 'enqueue',
  -- The conversation as it was then: its first messages; 0 when that was not kept.
  add column message_count int not null default 0;
select project_into('runs');
create index runs_that_go_on on runs (tenant_id, thread_id, created_at) where ended_at is null;

-- The lease of a run that waits has no owner, and attempt 0.
alter table run_leases add column cancel_reason text not null default '';

-- Whether a run may begin that waits: no other of its chat is being worked on, and none waits before it.
create function may_begin(p_tenant text, p_run uuid) returns boolean
language sql stable set search_path = gateway, pg_temp as $$
  select not exists (
    select from runs own join runs other on other.tenant_id = own.tenant_id and other.thread_id = own.thread_id
    where own.tenant_id = p_tenant and own.id = p_run and other.id <> own.id and other.ended_at is null and (
      other.phase = 'running'
      or (other.phase = 'queued' and (other.created_at, other.id) < (own.created_at, own.id))))
$$;

drop function renew_leases(text, uuid[], interval);
drop function expired_leases(int);

-- Renews leases; answers those that still belong to the owner.
create function renew_leases(p_owner text, p_runs uuid[], p_duration interval)
returns table (run_id uuid, cancel_requested boolean, cancel_reason text)
language sql security definer set search_path = gateway, pg_temp as $$
  update run_leases l set expires_at = clock_timestamp() + p_duration
  where l.owner = p_owner and l.run_id = any (p_runs)
  returning l.run_id, l.cancel_requested, l.cancel_reason
$$;

-- Leases that somebody has to take, the first expired first: nobody holds them any more, or their run's turn has come. A run that
-- is to be cancelled waits for nobody.
create function expired_leases(p_limit int) returns table (tenant_id text, run_id uuid)
language sql stable security definer set search_path = gateway, pg_temp as $$
  select l.tenant_id, l.run_id from run_leases l
  where l.expires_at < clock_timestamp() and (l.owner <> '' or l.cancel_requested or may_begin(l.tenant_id, l.run_id))
  order by l.expires_at limit p_limit
$$;

grant select (thread_id, phase, created_at) on runs to ameide_reader;
grant create on schema gateway to ameide_reader;
alter function renew_leases owner to ameide_reader;
alter function expired_leases owner to ameide_reader;
revoke create on schema gateway from ameide_reader;
revoke execute on function may_begin, renew_leases, expired_leases from public;
grant execute on function may_begin to ameide_reader;
grant execute on function may_begin, renew_leases, expired_leases to :role;
