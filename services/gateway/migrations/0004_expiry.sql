-- What runs leave behind is kept for a while, then goes. A key is unique among what is kept, so an old run may have had it.
alter table runs drop constraint runs_tenant_id_requested_by_idempotency_key_key;
create index runs_by_key on runs (tenant_id, requested_by, idempotency_key, created_at);
drop index run_progress_ended;
create index run_progress_ended on run_progress (ended_at);

drop function forget_runs(timestamptz);

-- Removes what is older: what ended runs have said, cancelled keys that were never used, leases without a run that goes on.
create function forget_runs(p_before timestamptz) returns void
language sql security definer set search_path = gateway, pg_temp as $$
  delete from run_progress p where p.ended_at < p_before;
  delete from run_cancellations c where c.created_at < p_before;
  delete from run_leases l where l.expires_at < p_before and not exists (
    select from runs r where r.tenant_id = l.tenant_id and r.id = l.run_id and r.ended_at is null);
$$;

create policy keepers on runs for select to ameide_reader using (true);
grant select (tenant_id, id, ended_at) on runs to ameide_reader;
grant delete on run_progress, run_leases to ameide_reader;
grant create on schema gateway to ameide_reader;
alter function forget_runs owner to ameide_reader;
revoke create on schema gateway from ameide_reader;
revoke execute on function forget_runs from public;
grant execute on function forget_runs to :role;
