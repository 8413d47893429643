-- Rows that commit with the events that they follow from: an append takes row changes along. The functions that append,
-- as they were without them, are replaced.

-- Applies row changes of one kind to one table. Replaced by project_into, once the schema has tables for it.
create function apply_row_changes(p_tenant text, p_table text, p_change text, p_rows jsonb) returns void
language plpgsql as $$
begin
  raise exception 'schema :schema projects into no table %: see project_into', p_table;
end $$;

-- Declares all tables of the schema that row changes may go to, each with a primary key that begins with tenant_id. A
-- migration calls it after creating them, and again, with all of them, whenever it has changed the columns of one:
--   select project_into('chats', 'messages');
-- It makes apply_row_changes from the catalog, with static statements, so that their plans are kept:
--   insert, upsert   give whole rows; a column that is not given is null
--   update           gives the key and the columns that change
--   delete           gives the key
create function project_into(variadic p_tables text[]) returns void language plpgsql as $project$
declare
  v_table text;
  v_cases text := '';
begin
  foreach v_table in array p_tables loop
    v_cases := v_cases || :schema.row_change_case(v_table);
  end loop;
  execute format($make$
    create or replace function :schema.apply_row_changes(p_tenant text, p_table text, p_change text, p_rows jsonb)
    returns void language plpgsql as $apply$
    declare
      v_row jsonb;
    begin
      case p_table
      %s
      else
        raise exception 'schema :schema projects into no table %%: see project_into', p_table;
      end case;
    end $apply$ $make$, v_cases);
end $project$;

create function row_change_case(p_table text) returns text language plpgsql as $case$
declare
  -- Not as regclass prints itself: without the schema, where a migration runs.
  v_name text := format(':schema.%I', p_table);
  v_table regclass := v_name::regclass;
  v_columns text[];
  v_key text[];
  v_settable text[];
begin
  select array_agg(a.attname::text order by a.attnum) into v_columns from pg_attribute a
  where a.attrelid = v_table and a.attnum > 0 and not a.attisdropped and a.attgenerated = '';
  select array_agg(a.attname::text order by k.place) into v_key
  from pg_index i cross join unnest(i.indkey) with ordinality k(attnum, place)
  join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
  where i.indrelid = v_table and i.indisprimary;
  if v_key[1] is distinct from 'tenant_id' or cardinality(v_key) < 2 then
    raise exception 'the primary key of % does not begin with tenant_id and say more', p_table;
  end if;
  select coalesce(array_agg(c), '{}') into v_settable from unnest(v_columns) c where c <> all (v_key);
  return format($when$
      when %1$L then
        if (p_rows -> 0) - %2$L::text[] <> '{}' then
          raise exception '%% has no column for %%: see project_into', p_table, (p_rows -> 0) - %2$L::text[];
        end if;
        case p_change
        when 'insert' then
          insert into %3$s (%4$s) select %5$s from jsonb_populate_recordset(null::%3$s, p_rows) r;
        when 'upsert' then
          insert into %3$s (%4$s) select %5$s from jsonb_populate_recordset(null::%3$s, p_rows) r
          on conflict (%6$s) do %7$s;
        when 'update' then
          for i in 0 .. jsonb_array_length(p_rows) - 1 loop
            v_row := p_rows -> i;
            %8$s
          end loop;
        when 'delete' then
          for i in 0 .. jsonb_array_length(p_rows) - 1 loop
            v_row := p_rows -> i;
            delete from %3$s t using jsonb_populate_record(null::%3$s, v_row) r where %9$s;
          end loop;
        end case;$when$,
    p_table, array_remove(v_columns, 'tenant_id'), v_name,
    (select string_agg(quote_ident(c), ', ' order by n) from unnest(v_columns) with ordinality u(c, n)),
    (select string_agg(case c when 'tenant_id' then 'p_tenant' else format('r.%I', c) end, ', ' order by n)
     from unnest(v_columns) with ordinality u(c, n)),
    (select string_agg(quote_ident(c), ', ' order by n) from unnest(v_key) with ordinality u(c, n)),
    coalesce((select 'update set ' || string_agg(format('%1$I = excluded.%1$I', c), ', ') from unnest(v_settable) c), 'nothing'),
    coalesce((
      select format('update %s t set %s from jsonb_populate_record(null::%s, v_row) r where %s;', v_name,
                    string_agg(format('%1$I = case when v_row ? %1$L then r.%1$I else t.%1$I end', c), ', '), v_name,
                    :schema.row_key_matches(v_key))
      from unnest(v_settable) c having count(*) > 0), 'null;'),
    :schema.row_key_matches(v_key));
end $case$;

create function row_key_matches(p_key text[]) returns text language sql as $$
  select string_agg(
    case c when 'tenant_id' then 't.tenant_id = p_tenant' else format('t.%1$I = r.%1$I', c) end, ' and ' order by n)
  from unnest(p_key) with ordinality u(c, n)
$$;

drop function append_all(text[], int[], text[], bigint[], jsonb, text[], text[], text[], jsonb);
drop function append(text, text[], bigint[], jsonb, text, text, text, jsonb);

-- Appends to one or more streams, all or nothing, changes the rows that follow from it, and records the answer under an
-- idempotency key.
--   p_streams    names, each once
--   p_expected   for each its version, 0 for no stream, -1 for any
--   p_events     for each its events: [[{id, type, schemaVersion, data, metadata}]]
--   p_scope ..   the idempotency record, or nulls
--   p_rows       row changes: [{table, change, rows: [{column: value}]}], applied in this order
-- Answers {"appended": {"transactionId", "position", "versions": {stream: "version"}}}, {"replayed": result, "appended"}, {"refused":
-- "wrong_expected_version", "stream", "expected", "actual"} or {"refused": "idempotency_key_reused"}.
-- It locks first and takes its transaction id afterwards, so the order of transaction ids agrees with the order of
-- versions within each stream. In a transaction that wrote something before, that may not hold: then it fails with
-- serialization_failure, and the caller runs the transaction again.
-- On speed: an assignment that needs no query costs a tenth of a statement, hence assignments and loops over indexes.
create function append(
  p_tenant text, p_streams text[], p_expected bigint[], p_events jsonb,
  p_scope text, p_key text, p_fingerprint text, p_result jsonb, p_rows jsonb
) returns jsonb language plpgsql as $$
declare
  v_known record;
  v_event jsonb;
  v_actual bigint;
  v_last xid8;
  v_versions bigint[] := '{}';
  v_position bigint := 0;
  v_appended jsonb;
  v_void text;
begin
  v_void := :schema.assume_tenant(p_tenant);

  if p_key is not null then
    v_void := pg_advisory_xact_lock(:schema.key_lock(p_tenant, p_scope, p_key));
    select i.fingerprint, i.result, i.appended into v_known from :schema.idempotency i
    where i.tenant_id = p_tenant and i.scope = p_scope and i.key = p_key;
    if found then
      if v_known.fingerprint <> p_fingerprint then return '{"refused": "idempotency_key_reused"}'; end if;
      return jsonb_build_object('replayed', v_known.result, 'appended', v_known.appended);
    end if;
  end if;

  if cardinality(p_streams) = 1 then
    v_void := pg_advisory_xact_lock(:schema.stream_lock(p_streams[1]));
  else
    -- Everybody locks in the same order, so appends to the same streams cannot wait for each other in a circle.
    perform pg_advisory_xact_lock(l.lock)
    from (select distinct :schema.stream_lock(s) as lock from unnest(p_streams) s order by 1 offset 0) l;
  end if;

  for i in 1 .. cardinality(p_streams) loop
    if strpos(p_streams[i], ':') < 2 or not starts_with(p_streams[i], split_part(p_streams[i], ':', 1) || ':' || p_tenant || '/') then
      raise exception 'stream % does not belong to tenant %', p_streams[i], p_tenant
        using errcode = 'insufficient_privilege';
    end if;
    select e.stream_version, e.transaction_id into v_actual, v_last from :schema.events e
    where e.stream = p_streams[i] order by e.stream_version desc limit 1;
    if not found then v_actual := 0; end if;
    if p_expected[i] not in (-1, v_actual) then
      return jsonb_build_object(
        'refused', 'wrong_expected_version', 'stream', p_streams[i], 'expected', p_expected[i], 'actual', v_actual);
    end if;
    if v_last > pg_current_xact_id() then
      raise exception 'stream % was appended to by a later transaction', p_streams[i]
        using errcode = 'serialization_failure';
    end if;
    v_versions[i] := v_actual;
  end loop;

  for i in 1 .. cardinality(p_streams) loop
    v_actual := v_versions[i];
    for j in 0 .. jsonb_array_length(p_events -> (i - 1)) - 1 loop
      v_event := p_events -> (i - 1) -> j;
      v_actual := v_actual + 1;
      insert into :schema.events (tenant_id, stream, stream_version, id, type, schema_version, data, metadata)
      values (p_tenant, p_streams[i], v_actual, (v_event ->> 'id')::uuid, v_event ->> 'type',
              (v_event -> 'schemaVersion')::int, v_event -> 'data', v_event -> 'metadata')
      returning events.position into v_position;
    end loop;
    v_versions[i] := v_actual;
  end loop;

  for i in 0 .. jsonb_array_length(p_rows) - 1 loop
    v_event := p_rows -> i;
    v_void := :schema.apply_row_changes(p_tenant, v_event ->> 'table', v_event ->> 'change', v_event -> 'rows');
  end loop;

  v_appended := jsonb_build_object(
    'transactionId', pg_current_xact_id()::text, 'position', v_position,
    'versions', jsonb_object(p_streams, v_versions::text[]));
  if p_key is not null then
    insert into :schema.idempotency (tenant_id, scope, key, fingerprint, result, appended)
    values (p_tenant, p_scope, p_key, p_fingerprint, p_result, v_appended);
  end if;

  -- A commit that notifies excludes every other such commit, so of those in flight only one does. Nothing is lost:
  -- followers read on until everything that was in flight at the notification has ended.
  if pg_try_advisory_xact_lock(:seed) then v_void := pg_notify(':schema.events', ''); end if;
  return jsonb_build_object('appended', v_appended);
end $$;

-- Several independent appends, of any tenants, in one transaction: one round trip and one commit for all. Request i has
-- the next p_counts[i] of p_streams and p_expected, the i-th of everything else. Answers one row for each, as append
-- does. It never waits: a request whose streams or key are locked by somebody else is left out and answered with null.
create function append_all(
  p_tenants text[], p_counts int[], p_streams text[], p_expected bigint[], p_events jsonb,
  p_scopes text[], p_keys text[], p_fingerprints text[], p_results jsonb, p_rows jsonb
) returns setof jsonb language plpgsql as $$
declare
  v_first int := 1;
  v_free boolean;
  v_frees boolean[] := '{}';
  v_answer jsonb;
  v_appended boolean[] := '{}';
  v_batch record;
  v_void text;
begin
  -- All locks before the first write, which takes the transaction id: see append.
  for i in 1 .. cardinality(p_tenants) loop
    v_free := p_keys[i] is null or pg_try_advisory_xact_lock(:schema.key_lock(p_tenants[i], p_scopes[i], p_keys[i]));
    for j in v_first .. v_first + p_counts[i] - 1 loop
      v_free := v_free and pg_try_advisory_xact_lock(:schema.stream_lock(p_streams[j]));
    end loop;
    v_frees[i] := v_free;
    v_first := v_first + p_counts[i];
  end loop;

  v_first := 1;
  for i in 1 .. cardinality(p_tenants) loop
    v_answer := null;
    if v_frees[i] then
      v_void := set_config('app.tenant_id', '', true);
      v_answer := :schema.append(
        p_tenants[i], p_streams[v_first : v_first + p_counts[i] - 1], p_expected[v_first : v_first + p_counts[i] - 1],
        p_events -> (i - 1), p_scopes[i], p_keys[i], p_fingerprints[i], p_results -> (i - 1), '[]');
    end if;
    return next v_answer;
    v_appended[i] := v_answer ? 'appended' and not v_answer ? 'replayed';
    v_first := v_first + p_counts[i];
  end loop;

  -- The rows of all, one statement for each table and kind of change. Where requests change the same row, that may fail,
  -- and each is tried alone.
  for v_batch in
    select p_tenants[i] as tenant, b.batch ->> 'table' as to_table, b.batch ->> 'change' as change,
           jsonb_agg(r.row order by i, b.place, r.place) as rows
    from generate_subscripts(p_tenants, 1) i
    cross join jsonb_array_elements(p_rows -> (i - 1)) with ordinality b(batch, place)
    cross join jsonb_array_elements(b.batch -> 'rows') with ordinality r(row, place)
    where v_appended[i]
    group by 1, 2, 3
    order by 1, min(b.place)
  loop
    v_void := set_config('app.tenant_id', v_batch.tenant, true);
    v_void := :schema.apply_row_changes(v_batch.tenant, v_batch.to_table, v_batch.change, v_batch.rows);
  end loop;
end $$;

-- All events that the tenant sees, stream by stream, after one of them.
create function read_streams(p_tenant text, p_stream text, p_version bigint, p_limit int) returns setof events
language plpgsql as $$
begin
  perform :schema.assume_tenant(p_tenant);
  return query select * from :schema.events e
    where e.tenant_id = p_tenant and (e.stream, e.stream_version) > (p_stream, p_version)
    order by e.stream, e.stream_version limit p_limit;
end $$;
