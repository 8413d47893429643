-- An operator asks for a replay here; the subscription that is running does it, with the handler that it has.
alter table dead_letters add column replay_requested_at timestamptz;
create index on dead_letters (subscription) where replay_requested_at is not null;

-- Dead letters of all tenants in the order (subscription, place), page by page, for operators and replay: of one
-- subscription or of all, after a place, only those whose replay is asked for if so told. Belongs to ameide_reader.
create function list_dead_letters(
  p_subscription text, p_after_subscription text, p_after_transaction_id xid8, p_after_position bigint,
  p_requested boolean, p_limit int
) returns setof dead_letters
language sql stable security definer set search_path = :schema, pg_temp as $$
  select * from :schema.dead_letters d
  where (p_subscription is null or d.subscription = p_subscription)
    and (d.subscription, d.transaction_id, d.position) > (p_after_subscription, p_after_transaction_id, p_after_position)
    and (not p_requested or d.replay_requested_at is not null)
  order by d.subscription, d.transaction_id, d.position
  limit p_limit
$$;
drop function read_dead_letters;

grant create on schema :schema to ameide_reader;
alter function list_dead_letters owner to ameide_reader;
revoke create on schema :schema from ameide_reader;
revoke execute on function list_dead_letters from public;
grant execute on function list_dead_letters to :role;
