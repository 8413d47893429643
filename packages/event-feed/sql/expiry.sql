-- Dead letters expire, so that what nobody replays is not kept for ever.

-- Removes up to p_limit dead letters of any tenant that are older than p_age; answers how many. Belongs to ameide_reader, as
-- read_dead_letters does.
create function expire_dead_letters(p_age interval, p_limit int) returns int
language sql security definer set search_path = :schema, pg_temp as $$
  with gone as (
    delete from :schema.dead_letters d using (
      select o.subscription, o.transaction_id, o.position from :schema.dead_letters o
      where o.recorded_at < now() - p_age limit p_limit
    ) old
    where (d.subscription, d.transaction_id, d.position) = (old.subscription, old.transaction_id, old.position)
    returning 1
  )
  select count(*)::int from gone
$$;

create policy expired_goes on dead_letters for delete to ameide_reader using (recorded_at < now() - interval '1 day');
grant delete on dead_letters to ameide_reader;
grant create on schema :schema to ameide_reader;
alter function expire_dead_letters owner to ameide_reader;
revoke create on schema :schema from ameide_reader;
revoke execute on function expire_dead_letters from public;
grant execute on function expire_dead_letters to :role;
