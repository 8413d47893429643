-- What consumers of an event log keep in their own schema, beside the read models that they build.

-- How far each subscription has come; commits with the read model.
create table checkpoints (
  subscription text primary key,
  transaction_id xid8 not null,
  position bigint not null,
  updated_at timestamptz not null default now()
);

-- Events that a subscription could not handle, with the last error. They can be replayed.
create table dead_letters (
  subscription text not null,
  transaction_id xid8 not null,
  position bigint not null,
  tenant_id text not null,
  event jsonb not null,
  error text not null,
  attempts int not null,
  recorded_at timestamptz not null default now(),
  primary key (subscription, transaction_id, position)
);

select isolate_tenants('dead_letters');

-- Dead letters of all tenants, for operators and replay; belongs to ameide_reader as read_all does.
create function read_dead_letters(p_subscription text, p_limit int) returns setof dead_letters
language sql stable security definer set search_path = :schema, pg_temp as $$
  select * from :schema.dead_letters d where d.subscription = p_subscription order by d.transaction_id, d.position limit p_limit
$$;

create policy readers on dead_letters for select to ameide_reader using (true);
grant select on dead_letters to ameide_reader;
grant create on schema :schema to ameide_reader;
alter function read_dead_letters owner to ameide_reader;
revoke create on schema :schema from ameide_reader;
revoke execute on function read_dead_letters from public;
grant execute on function read_dead_letters to :role;
