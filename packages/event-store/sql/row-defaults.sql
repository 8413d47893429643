-- A column that an inserted row does not give has its default, not null: a release that does not know a column yet goes on beside one
-- that does. Holds for a table from the next project_into on.
create or replace function row_change_case(p_table text) returns text language plpgsql as $case$
declare
  -- Not as regclass prints itself: without the schema, where a migration runs.
  v_name text := format(':schema.%I', p_table);
  v_table regclass := v_name::regclass;
  v_columns text[];
  v_key text[];
  v_settable text[];
  -- What a row is where nothing is given.
  v_empty text;
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
  select format('row(%s)::%s', string_agg(coalesce(pg_get_expr(d.adbin, d.adrelid), 'null'), ', ' order by a.attnum), v_name) into v_empty
  from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum and a.attgenerated = ''
  where a.attrelid = v_table and a.attnum > 0 and not a.attisdropped;
  return format($when$
      when %1$L then
        if (p_rows -> 0) - %2$L::text[] <> '{}' then
          raise exception '%% has no column for %%: see project_into', p_table, (p_rows -> 0) - %2$L::text[];
        end if;
        case p_change
        when 'insert' then
          insert into %3$s (%4$s) select %5$s from jsonb_populate_recordset(%10$s, p_rows) r;
        when 'upsert' then
          insert into %3$s (%4$s) select %5$s from jsonb_populate_recordset(%10$s, p_rows) r
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
    :schema.row_key_matches(v_key), v_empty);
end $case$;
