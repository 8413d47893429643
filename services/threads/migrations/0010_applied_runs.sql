-- Patches of runs that were applied, as the events of models tell: the chat of the run has modified the artifact. What a run has said
-- may be recorded before or after that.
create table applied_runs (
  tenant_id text not null,
  run_id text not null,
  artifact_id uuid not null,
  applied_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  primary key (tenant_id, run_id, artifact_id)
);
select isolate_tenants('applied_runs');
create index applied_runs_by_age on applied_runs (recorded_at);
create index messages_of_runs on messages (tenant_id, (message -> 'author' ->> 'runId')) where message -> 'author' ? 'runId';

-- A run that has said nothing for so long says nothing any more. Belongs to ameide_reader, as expire_idempotency does.
create function expire_applied_runs(p_age interval, p_limit int) returns int
language sql security definer set search_path = threads, pg_temp as $$
  with gone as (
    delete from threads.applied_runs r using (
      select o.tenant_id, o.run_id from threads.applied_runs o where o.recorded_at < now() - p_age limit p_limit
    ) old
    where (r.tenant_id, r.run_id) = (old.tenant_id, old.run_id)
    returning 1
  )
  select count(*)::int from gone
$$;
create policy expired_is_seen on applied_runs for select to ameide_reader using (recorded_at < now() - interval '1 day');
create policy expired_goes on applied_runs for delete to ameide_reader using (recorded_at < now() - interval '1 day');
grant select, delete on applied_runs to ameide_reader;
grant create on schema threads to ameide_reader;
alter function expire_applied_runs owner to ameide_reader;
revoke create on schema threads from ameide_reader;
revoke execute on function expire_applied_runs from public;
grant execute on function expire_applied_runs to ameide_threads;
