-- What agents have asked models and tools, word for word. Rows are written once, and go when they are old.
create table interactions (
  tenant_id text not null default current_setting('app.tenant_id'),
  id uuid not null,
  kind text not null check (kind in ('model', 'tool')),
  run_id uuid not null,
  thread_id text not null,
  user_id text not null,
  agent_id text not null,
  request_id text not null,
  name text not null,
  request jsonb not null,
  response jsonb not null,
  ok boolean not null,
  began_at timestamptz not null,
  ended_at timestamptz not null,
  primary key (tenant_id, id)
);

create index interactions_by_time on interactions (tenant_id, began_at desc, id desc);
create index interactions_of_a_run on interactions (tenant_id, run_id);
create index interactions_that_go on interactions (began_at);

select isolate_tenants('interactions');
revoke update, delete on interactions from :role;

-- Keeps one interaction of a tenant, in one statement.
create function put_interaction(
  p_tenant text, p_id uuid, p_kind text, p_run uuid, p_thread text, p_user text, p_agent text, p_request_id text, p_name text,
  p_request jsonb, p_response jsonb, p_ok boolean, p_began_at timestamptz, p_ended_at timestamptz
) returns void language plpgsql set search_path = agent_runtime, pg_temp as $$
begin
  perform set_config('app.tenant_id', p_tenant, true);
  insert into interactions values (p_tenant, p_id, p_kind, p_run, p_thread, p_user, p_agent, p_request_id, p_name, p_request, p_response,
    p_ok, p_began_at, p_ended_at);
end $$;

-- Removes up to p_limit that are older than p_age, of any tenant; answers how many. Belongs to ameide_reader, and whatever it is asked
-- for, the policy leaves it nothing of the last year.
create function expire_interactions(p_age interval, p_limit int) returns int
language sql security definer set search_path = agent_runtime, pg_temp as $$
  with old as (select i.tenant_id, i.id from interactions i where i.began_at < now() - p_age limit p_limit), gone as (
    delete from interactions i using old where (i.tenant_id, i.id) = (old.tenant_id, old.id)
  )
  select count(*)::int from old
$$;
create policy old_ones_go on interactions to ameide_reader using (began_at < now() - interval '365 days');
grant select (tenant_id, id, began_at), delete on interactions to ameide_reader;
grant create on schema agent_runtime to ameide_reader;
alter function expire_interactions owner to ameide_reader;
revoke create on schema agent_runtime from ameide_reader;
revoke execute on function put_interaction, expire_interactions from public;
grant execute on function put_interaction, expire_interactions to :role;
