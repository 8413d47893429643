-- Checkpoints have what people and agents said, so they go when no run needs them any more, whether the tenant goes on or not.

-- Removes what runs left whose checkpoints are older than p_age, up to p_limit runs of any tenant; answers how many. Belongs to
-- ameide_reader, and whatever it is asked for, the policy leaves it nothing of the last day.
create function expire_checkpoints(p_age interval, p_limit int) returns int
language sql security definer set search_path = agent_runtime, pg_temp as $$
  with old as (
    select distinct c.tenant_id, c.thread_id from checkpoints c where c.created_at < now() - p_age limit p_limit
  ), writes as (
    delete from checkpoint_writes w using old where (w.tenant_id, w.thread_id) = (old.tenant_id, old.thread_id)
  ), blobs as (
    delete from checkpoint_blobs b using old where (b.tenant_id, b.thread_id) = (old.tenant_id, old.thread_id)
  ), gone as (
    delete from checkpoints c using old where (c.tenant_id, c.thread_id) = (old.tenant_id, old.thread_id)
  )
  select count(*)::int from old
$$;
create policy old_ones_go on checkpoints to ameide_reader using (created_at < now() - interval '1 day');
create policy what_old_ones_left_goes on checkpoint_blobs to ameide_reader using (true);
create policy what_old_ones_left_goes on checkpoint_writes to ameide_reader using (true);
grant select (tenant_id, thread_id, created_at), delete on checkpoints to ameide_reader;
grant select (tenant_id, thread_id), delete on checkpoint_blobs, checkpoint_writes to ameide_reader;
grant create on schema agent_runtime to ameide_reader;
alter function expire_checkpoints owner to ameide_reader;
revoke create on schema agent_runtime from ameide_reader;
revoke execute on function expire_checkpoints from public;
grant execute on function expire_checkpoints to :role;
