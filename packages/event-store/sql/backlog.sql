-- The oldest event after a cursor, whether readers get to see it yet or not, and what they are kept from it by: the oldest
-- transaction with an id that runs on the server, in whatever database, prepared ones included. Snapshots without a
-- transaction id, replication slots and standbys do not hold readers back. No row when there is no such event. Belongs to
-- ameide_reader, as read_all does; how long the transaction is open is null unless that role has pg_read_all_stats.
create function read_backlog(
  p_transaction_id xid8, p_position bigint, p_tenant text default null, p_types text[] default null
) returns table (recorded_at timestamptz, held boolean, pid int, name text, seconds float8)
language sql stable security definer set search_path = :schema, pg_temp as $$
  select e.recorded_at, e.held, h.pid, h.name, h.seconds
  from (
    select e.recorded_at, e.transaction_id >= pg_snapshot_xmin(pg_current_snapshot()) as held
    from :schema.events e
    where (e.transaction_id, e.position) > (p_transaction_id, p_position)
      and (p_tenant is null or e.tenant_id = p_tenant)
      and (p_types is null or e.type = any (p_types))
    order by e.transaction_id, e.position
    limit 1
  ) e
  left join lateral (
    select a.pid, a.application_name as name, extract(epoch from clock_timestamp() - a.xact_start)::float8 as seconds
    from pg_stat_activity a where e.held and a.backend_xid = pg_snapshot_xmin(pg_current_snapshot())::xid
    union all
    select null, p.gid, extract(epoch from clock_timestamp() - p.prepared)::float8
    from pg_prepared_xacts p where e.held and p.transaction = pg_snapshot_xmin(pg_current_snapshot())::xid
    limit 1
  ) h on true
$$;

grant create on schema :schema to ameide_reader;
alter function read_backlog owner to ameide_reader;
revoke create on schema :schema from ameide_reader;
revoke execute on function read_backlog from public;
grant execute on function read_backlog to :role;
