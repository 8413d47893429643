-- What was deleted is hidden, and can be restored for 30 days.
alter table chats add column deleted_at timestamptz;
alter table artifacts add column deleted_at timestamptz;
create index artifacts_by_creation on artifacts (tenant_id, created_at desc, id desc);

-- What people can look for in a message. A tsvector holds 1 MiB at most, so the end of a very long message is not found.
create function message_text(message jsonb) returns text language sql immutable as $$
  select left(string_agg(coalesce(p ->> 'text', p ->> 'content', p ->> 'summary'), E'\n' order by n), 100000)
  from jsonb_array_elements(message -> 'parts') with ordinality parts(p, n)
$$;
alter table messages add column words tsvector
  generated always as (to_tsvector('simple'::regconfig, coalesce(message_text(message), ''))) stored;

select project_into('chats', 'messages', 'artifacts', 'chat_artifacts');
