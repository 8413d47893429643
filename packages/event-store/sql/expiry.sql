-- Records of idempotency keys expire: a repeat comes soon or never. The log stays for ever.

-- Records come in the order of their age, so this index costs next to nothing.
create index idempotency_by_age on idempotency using brin (recorded_at);

-- Removes up to p_limit records of any tenant that are older than p_age; answers how many. Belongs to ameide_reader, as
-- read_all does, and whatever it is asked for, the policy leaves it nothing of the last day.
create function expire_idempotency(p_age interval, p_limit int) returns int
language sql security definer set search_path = :schema, pg_temp as $$
  with gone as (
    delete from :schema.idempotency i using (
      select o.tenant_id, o.scope, o.key from :schema.idempotency o where o.recorded_at < now() - p_age limit p_limit
    ) old
    where (i.tenant_id, i.scope, i.key) = (old.tenant_id, old.scope, old.key)
    returning 1
  )
  select count(*)::int from gone
$$;

create policy expired_is_seen on idempotency for select to ameide_reader using (recorded_at < now() - interval '1 day');
create policy expired_goes on idempotency for delete to ameide_reader using (recorded_at < now() - interval '1 day');
grant select, delete on idempotency to ameide_reader;
grant create on schema :schema to ameide_reader;
alter function expire_idempotency owner to ameide_reader;
revoke create on schema :schema from ameide_reader;
revoke execute on function expire_idempotency from public;
grant execute on function expire_idempotency to :role;
