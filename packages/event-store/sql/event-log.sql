-- The event log of one schema. Runs with the schema first on the search path; :schema stands for its name, :seed
-- for a number made from it, which keeps its advisory locks apart from those of other schemas.

create table events (
  -- Readers go by (transaction_id, position): see read_all.
  transaction_id xid8 not null default pg_current_xact_id(),
  position bigint not null generated always as identity,
  tenant_id text not null,
  stream text not null,
  stream_version bigint not null,
  id uuid not null,
  type text not null,
  schema_version int not null,
  data jsonb not null,
  metadata jsonb not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (transaction_id, position),
  unique (stream, stream_version)
);

create table idempotency (
  tenant_id text not null,
  scope text not null,
  key text not null,
  fingerprint text not null,
  result jsonb,
  appended jsonb not null,
  recorded_at timestamptz not null default now(),
  primary key (tenant_id, scope, key)
);

create table snapshots (
  tenant_id text not null,
  stream text not null,
  stream_version bigint not null,
  schema_version int not null,
  state jsonb not null,
  recorded_at timestamptz not null default now(),
  primary key (tenant_id, stream)
);

select isolate_tenants('events'), isolate_tenants('idempotency'), isolate_tenants('snapshots');

-- The log is for ever: nobody but the owner may change or remove what is in it.
revoke update, delete on events, idempotency from :role;

create function refuse_tenant(p_tenant text) returns text language plpgsql as $$
begin
  if coalesce(current_setting('app.tenant_id', true), '') = '' then
    raise exception '% is not a tenant id', quote_nullable(p_tenant) using errcode = 'invalid_parameter_value';
  end if;
  raise exception 'this transaction acts for tenant %, not for %', current_setting('app.tenant_id'), p_tenant
    using errcode = 'insufficient_privilege';
end $$;

-- Acts for a tenant until the end of the transaction. A transaction that acts for another tenant already is refused,
-- so that a mistaken argument cannot widen what the caller may see.
create function assume_tenant(p_tenant text) returns text language sql as $$
  select case
    when current_setting('app.tenant_id', true) = p_tenant and p_tenant <> '' then p_tenant
    when coalesce(current_setting('app.tenant_id', true), '') = '' and p_tenant ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'
      then set_config('app.tenant_id', p_tenant, true)
    else :schema.refuse_tenant(p_tenant)
  end
$$;

-- Advisory locks that serialise appends to a stream and calls with a key.
create function stream_lock(p_stream text) returns bigint language sql immutable as $$
  select hashtextextended(p_stream, :seed)
$$;
create function key_lock(p_tenant text, p_scope text, p_key text) returns bigint language sql immutable as $$
  select hashtextextended(p_tenant || chr(31) || p_scope || chr(31) || p_key, :seed + 1)
$$;

-- Appends to one or more streams, all or nothing, and records the answer under an idempotency key.
--   p_streams    names, each once
--   p_expected   for each its version, 0 for no stream, -1 for any
--   p_events     for each its events: [[{id, type, schemaVersion, data, metadata}]]
--   p_scope ..   the idempotency record, or nulls
-- Answers {"appended": {"transactionId", "position", "versions": {stream: "version"}}}, {"replayed": result, "appended"}, {"refused":
-- "wrong_expected_version", "stream", "expected", "actual"} or {"refused": "idempotency_key_reused"}.
-- It locks first and takes its transaction id afterwards, so the order of transaction ids agrees with the order of
-- versions within each stream. In a transaction that wrote something before, that may not hold: then it fails with
-- serialization_failure, and the caller runs the transaction again.
-- On speed: an assignment that needs no query costs a tenth of a statement, hence assignments and loops over indexes.
create function append(
  p_tenant text, p_streams text[], p_expected bigint[], p_events jsonb,
  p_scope text, p_key text, p_fingerprint text, p_result jsonb
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
  p_scopes text[], p_keys text[], p_fingerprints text[], p_results jsonb
) returns setof jsonb language plpgsql as $$
declare
  v_first int := 1;
  v_free boolean;
  v_frees boolean[] := '{}';
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
    if v_frees[i] then
      v_void := set_config('app.tenant_id', '', true);
      return next :schema.append(
        p_tenants[i], p_streams[v_first : v_first + p_counts[i] - 1], p_expected[v_first : v_first + p_counts[i] - 1],
        p_events -> (i - 1), p_scopes[i], p_keys[i], p_fingerprints[i], p_results -> (i - 1));
    else
      return next null;
    end if;
    v_first := v_first + p_counts[i];
  end loop;
end $$;

-- Events of one stream in the order of their versions, as the tenant sees them.
create function read_stream(p_tenant text, p_stream text, p_from bigint, p_limit int) returns setof events
language plpgsql as $$
begin
  perform :schema.assume_tenant(p_tenant);
  return query select * from :schema.events e
    where e.stream = p_stream and e.stream_version >= p_from order by e.stream_version limit p_limit;
end $$;

-- Events of all tenants in commit order after a cursor. What a running transaction might still commit lies beyond
-- the horizon, so a cursor never moves past it. Belongs to ameide_reader, whose policy shows it every tenant; a
-- service can call it but has no other way across tenants. One row with nulls when there is nothing to read.
create function read_all(
  p_transaction_id xid8, p_position bigint, p_limit int, p_tenant text default null, p_types text[] default null
) returns table (
  horizon xid8, ceiling xid8, transaction_id xid8, "position" bigint, tenant_id text, stream text,
  stream_version bigint, id uuid, type text, schema_version int, data jsonb, metadata jsonb, recorded_at timestamptz
) language sql stable security definer set search_path = :schema, pg_temp as $$
  select pg_snapshot_xmin(s.now), pg_snapshot_xmax(s.now), e.transaction_id, e.position, e.tenant_id, e.stream,
         e.stream_version, e.id, e.type, e.schema_version, e.data, e.metadata, e.recorded_at
  from (select pg_current_snapshot()) as s(now)
  left join lateral (
    select * from :schema.events e
    where (e.transaction_id, e.position) > (p_transaction_id, p_position)
      and e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
      and (p_tenant is null or e.tenant_id = p_tenant)
      and (p_types is null or e.type = any (p_types))
    order by e.transaction_id, e.position
    limit p_limit
  ) e on true
  order by e.transaction_id, e.position
$$;

create policy readers on events for select to ameide_reader using (true);
grant select on events to ameide_reader;
grant create on schema :schema to ameide_reader;
alter function read_all owner to ameide_reader;
revoke create on schema :schema from ameide_reader;
revoke execute on function read_all from public;
grant execute on function read_all to :role;

-- The recorded answer to an earlier call, in the form of append's; null when there is none.
create function find_answer(p_tenant text, p_scope text, p_key text, p_fingerprint text) returns jsonb
language plpgsql as $$
begin
  perform :schema.assume_tenant(p_tenant);
  return (
    select case when i.fingerprint <> p_fingerprint then '{"refused": "idempotency_key_reused"}'
           else jsonb_build_object('replayed', i.result, 'appended', i.appended) end
    from :schema.idempotency i where i.tenant_id = p_tenant and i.scope = p_scope and i.key = p_key
  );
end $$;

create function load_snapshot(p_tenant text, p_stream text, p_schema_version int)
returns table (version bigint, state jsonb) language plpgsql as $$
begin
  perform :schema.assume_tenant(p_tenant);
  return query select s.stream_version, s.state from :schema.snapshots s
    where s.stream = p_stream and s.schema_version = p_schema_version;
end $$;

-- Keeps the newer of two snapshots; one of a newer schema version always wins.
create function save_snapshot(p_tenant text, p_stream text, p_version bigint, p_schema_version int, p_state jsonb)
returns void language plpgsql as $$
begin
  perform :schema.assume_tenant(p_tenant);
  insert into :schema.snapshots as s (tenant_id, stream, stream_version, schema_version, state)
  values (p_tenant, p_stream, p_version, p_schema_version, p_state)
  on conflict (tenant_id, stream) do update
  set stream_version = excluded.stream_version, schema_version = excluded.schema_version, state = excluded.state,
      recorded_at = now()
  where (s.schema_version, s.stream_version) < (excluded.schema_version, excluded.stream_version);
end $$;
