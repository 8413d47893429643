-- Runs that wait for a person: what is asked, and until when.
alter table runs add column interrupt jsonb, add column expires_at timestamptz;
select project_into('runs');
create index runs_that_ask on runs (expires_at) where phase = 'waiting_for_approval';

-- Attempts before this one do not count: the run has waited for a person since.
alter table run_leases add column first_attempt int not null default 1;
-- What that person has answered: `{interruptId, decision}`. It is gone when the run has ended.
alter table run_leases add column decided jsonb;

-- Runs that have waited for a person for too long, and that nobody has taken yet.
create function overdue_interrupts(p_limit int) returns table (tenant_id text, run_id uuid)
language sql stable security definer set search_path = gateway, pg_temp as $$
  select r.tenant_id, r.id from runs r
  where r.phase = 'waiting_for_approval' and r.expires_at < clock_timestamp()
    and not exists (select from run_leases l where l.tenant_id = r.tenant_id and l.run_id = r.id)
  order by r.expires_at limit p_limit
$$;
grant select (expires_at) on runs to ameide_reader;
grant create on schema gateway to ameide_reader;
alter function overdue_interrupts owner to ameide_reader;
revoke create on schema gateway from ameide_reader;
revoke execute on function overdue_interrupts from public;
grant execute on function overdue_interrupts to :role;
