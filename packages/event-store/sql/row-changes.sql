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

-- Appends of one tenant, which share no stream and no key, side by side: statements for all of them, not for each. The
-- caller has locked their streams and keys. Request i has the next p_counts[i] of p_streams, p_expected and p_added, the i-th of
-- everything else.
--   p_free       false leaves a request out, and its answer is null
--   p_expected   of each stream its version, 0 for no stream, -1 for any
--   p_added      of each stream the number of its events
--   p_events     [{stream: its number in p_streams, nth: its number among those of its stream, id, type, schemaVersion, data, metadata}],
--                request by request, as they shall be in the log
--   p_scopes ..  the idempotency records, or nulls
-- Answers, for each, are those of append.
-- On speed: an assignment that needs no query costs a tenth of a statement, hence assignments and loops over indexes.
create function append_side_by_side(
  p_tenant text, p_free boolean[], p_counts int[], p_streams text[], p_expected bigint[], p_added int[], p_events jsonb,
  p_scopes text[], p_keys text[], p_fingerprints text[], p_results jsonb
) returns jsonb[] language plpgsql as $$
declare
  v_known record;
  v_answers jsonb[] := array_fill(null::jsonb, array[cardinality(p_counts)]);
  v_goes boolean[] := p_free;
  v_written boolean[] := '{}';
  v_versions bigint[];
  v_later boolean[];
  v_first int := 1;
  v_next int;
  v_place int := 0;
  v_positions bigint[];
  v_transaction_id text;
  v_void text;
begin
  v_void := :schema.assume_tenant(p_tenant);

  if array_remove(p_keys, null) <> '{}' then
    for v_known in
      select k.n, i.fingerprint, i.result, i.appended
      from unnest(p_scopes, p_keys) with ordinality k(scope, key, n)
      cross join lateral (
        select * from :schema.idempotency i
        where i.tenant_id = p_tenant and i.scope = k.scope and i.key = k.key limit 1
      ) i
    loop
      continue when not p_free[v_known.n];
      v_goes[v_known.n] := false;
      v_answers[v_known.n] := case when v_known.fingerprint <> p_fingerprints[v_known.n]
        then '{"refused": "idempotency_key_reused"}'
        else jsonb_build_object('replayed', v_known.result, 'appended', v_known.appended) end;
    end loop;
  end if;

  select coalesce(array_agg(coalesce(e.stream_version, 0) order by s.n), '{}'),
         array_agg(e.transaction_id > pg_current_xact_id_if_assigned() order by s.n)
  into v_versions, v_later
  from unnest(p_streams) with ordinality s(stream, n)
  left join lateral (
    select e.stream_version, e.transaction_id from :schema.events e
    where e.stream = s.stream order by e.stream_version desc limit 1
  ) e on true;

  for i in 1 .. cardinality(p_counts) loop
    v_next := v_first + p_counts[i];
    for j in v_first .. v_next - 1 loop
      exit when not v_goes[i];
      if strpos(p_streams[j], ':') < 2 or not starts_with(p_streams[j], split_part(p_streams[j], ':', 1) || ':' || p_tenant || '/') then
        raise exception 'stream % does not belong to tenant %', p_streams[j], p_tenant
          using errcode = 'insufficient_privilege';
      end if;
      if p_expected[j] not in (-1, v_versions[j]) then
        v_goes[i] := false;
        v_answers[i] := jsonb_build_object(
          'refused', 'wrong_expected_version', 'stream', p_streams[j], 'expected', p_expected[j], 'actual', v_versions[j]);
      elsif v_later[j] then
        raise exception 'stream % was appended to by a later transaction', p_streams[j]
          using errcode = 'serialization_failure';
      end if;
    end loop;
    for j in v_first .. v_next - 1 loop
      v_written[j] := v_goes[i];
    end loop;
    v_first := v_next;
  end loop;
  if not true = any (v_goes) then return v_answers; end if;

  with added as (
    insert into :schema.events (tenant_id, stream, stream_version, id, type, schema_version, data, metadata)
    select p_tenant, p_streams[e.stream], v_versions[e.stream] + e.nth, e.id, e.type, e."schemaVersion", e.data, e.metadata
    from jsonb_to_recordset(p_events) e(
      stream int, nth int, id uuid, type text, "schemaVersion" int, data jsonb, metadata jsonb)
    where v_written[e.stream]
    returning position
  )
  select array_agg(position order by position) into v_positions from added;

  v_transaction_id := pg_current_xact_id();
  v_first := 1;
  for i in 1 .. cardinality(p_counts) loop
    v_next := v_first + p_counts[i];
    if v_goes[i] then
      for j in v_first .. v_next - 1 loop
        v_versions[j] := v_versions[j] + p_added[j];
        v_place := v_place + p_added[j];
      end loop;
      v_answers[i] := jsonb_build_object('appended', jsonb_build_object(
        'transactionId', v_transaction_id, 'position', coalesce(v_positions[v_place], 0),
        'versions', jsonb_object(p_streams[v_first : v_next - 1], v_versions[v_first : v_next - 1]::text[])));
    end if;
    v_first := v_next;
  end loop;

  if array_remove(p_keys, null) <> '{}' then
    insert into :schema.idempotency (tenant_id, scope, key, fingerprint, result, appended)
    select p_tenant, k.scope, k.key, k.fingerprint, p_results -> (k.n::int - 1), v_answers[k.n] -> 'appended'
    from unnest(p_scopes, p_keys, p_fingerprints) with ordinality k(scope, key, fingerprint, n)
    where k.key is not null and v_goes[k.n];
  end if;

  -- A commit that notifies excludes every other such commit, so of those in flight only one does. Nothing is lost:
  -- followers read on until everything that was in flight at the notification has ended.
  if pg_try_advisory_xact_lock(:seed) then v_void := pg_notify(':schema.events', ''); end if;
  return v_answers;
end $$;

-- Appends to one or more streams, all or nothing, changes the rows that follow from it, and records the answer under an
-- idempotency key.
--   p_streams    names, each once; p_expected, p_added and p_events as those of append_side_by_side
--   p_scope ..   the idempotency record, or nulls
--   p_results    of this one request
--   p_rows       row changes: [{table, change, rows: [{column: value}]}], applied in this order
-- Answers {"appended": {"transactionId", "position", "versions": {stream: "version"}}}, {"replayed": result, "appended"}, {"refused":
-- "wrong_expected_version", "stream", "expected", "actual"} or {"refused": "idempotency_key_reused"}.
-- It locks first and takes its transaction id afterwards, so the order of transaction ids agrees with the order of
-- versions within each stream. In a transaction that wrote something before, that may not hold: then it fails with
-- serialization_failure, and the caller runs the transaction again.
create function append(
  p_tenant text, p_streams text[], p_expected bigint[], p_added int[], p_events jsonb,
  p_scope text, p_key text, p_fingerprint text, p_results jsonb, p_rows jsonb
) returns jsonb language plpgsql as $$
declare
  v_answer jsonb;
  v_batch jsonb;
  v_void text;
begin
  v_void := :schema.assume_tenant(p_tenant);
  if p_key is not null then v_void := pg_advisory_xact_lock(:schema.key_lock(p_tenant, p_scope, p_key)); end if;
  -- Everybody locks in the same order, so appends to the same streams cannot wait for each other in a circle.
  perform pg_advisory_xact_lock(l.lock)
  from (select distinct :schema.stream_lock(s) as lock from unnest(p_streams) s order by 1 offset 0) l;

  v_answer := (:schema.append_side_by_side(
    p_tenant, '{true}', array[cardinality(p_streams)], p_streams, p_expected, p_added, p_events,
    array[p_scope], array[p_key], array[p_fingerprint], p_results))[1];
  if v_answer ? 'appended' and not v_answer ? 'replayed' then
    for i in 0 .. jsonb_array_length(p_rows) - 1 loop
      v_batch := p_rows -> i;
      v_void := :schema.apply_row_changes(p_tenant, v_batch ->> 'table', v_batch ->> 'change', v_batch -> 'rows');
    end loop;
  end if;
  return v_answer;
end $$;

-- Several independent appends, of any tenants, in one transaction: one round trip and one commit for all. They come in
-- batches for append_side_by_side: batch b, of p_tenants[b], has the next p_requests[b] requests.
--   p_events, p_results   for each batch
--   p_rows                [{tenant, table, change, requests, rows}], with the number of the request that each row belongs to
-- Answers one row for each request, as append does. It never waits: a request whose streams or key are locked by
-- somebody else is left out and answered with null.
create function append_all(
  p_tenants text[], p_requests int[], p_counts int[], p_streams text[], p_expected bigint[], p_added int[], p_events jsonb,
  p_scopes text[], p_keys text[], p_fingerprints text[], p_results jsonb, p_rows jsonb
) returns setof jsonb language plpgsql as $$
declare
  v_request int := 0;
  v_stream int := 1;
  v_streams int[] := '{1}';
  v_first int := 1;
  v_last int;
  v_free boolean;
  v_frees boolean[] := '{}';
  v_answers jsonb[] := '{}';
  v_appended boolean[] := '{}';
  v_all boolean;
  v_batch jsonb;
  v_rows jsonb;
  v_void text;
begin
  -- All locks before the first write, which takes the transaction id: see append.
  for b in 1 .. cardinality(p_tenants) loop
    for i in 1 .. p_requests[b] loop
      v_request := v_request + 1;
      v_free := p_keys[v_request] is null
        or pg_try_advisory_xact_lock(:schema.key_lock(p_tenants[b], p_scopes[v_request], p_keys[v_request]));
      for j in v_stream .. v_stream + p_counts[v_request] - 1 loop
        v_free := v_free and pg_try_advisory_xact_lock(:schema.stream_lock(p_streams[j]));
      end loop;
      v_frees[v_request] := v_free;
      v_stream := v_stream + p_counts[v_request];
      v_streams[v_request + 1] := v_stream;
    end loop;
  end loop;

  for b in 1 .. cardinality(p_tenants) loop
    v_last := v_first + p_requests[b] - 1;
    v_stream := v_streams[v_last + 1] - 1;
    v_void := set_config('app.tenant_id', '', true);
    v_answers := v_answers || :schema.append_side_by_side(
      p_tenants[b], v_frees[v_first : v_last], p_counts[v_first : v_last], p_streams[v_streams[v_first] : v_stream],
      p_expected[v_streams[v_first] : v_stream], p_added[v_streams[v_first] : v_stream], p_events -> (b - 1),
      p_scopes[v_first : v_last], p_keys[v_first : v_last], p_fingerprints[v_first : v_last], p_results -> (b - 1));
    v_first := v_last + 1;
  end loop;
  for i in 1 .. v_last loop
    v_appended[i] := coalesce(v_answers[i] ? 'appended' and not v_answers[i] ? 'replayed', false);
  end loop;
  v_all := true = all (v_appended);

  -- The rows of all, one statement for each table and kind of change. Where requests change the same row, that may fail,
  -- and each is tried alone.
  for k in 0 .. jsonb_array_length(p_rows) - 1 loop
    v_batch := p_rows -> k;
    v_rows := v_batch -> 'rows';
    if not v_all then
      select jsonb_agg(r.row order by r.n) into v_rows
      from jsonb_array_elements(v_rows) with ordinality r(row, n)
      where v_appended[(v_batch -> 'requests' -> (r.n::int - 1))::int];
      continue when v_rows is null;
    end if;
    v_void := set_config('app.tenant_id', v_batch ->> 'tenant', true);
    v_void := :schema.apply_row_changes(v_batch ->> 'tenant', v_batch ->> 'table', v_batch ->> 'change', v_rows);
  end loop;
  return query select unnest(v_answers);
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
