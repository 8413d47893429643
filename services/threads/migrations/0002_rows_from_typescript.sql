-- The rows that are read are made by `project` of src/domain, and travel with the append.

drop trigger project_new_event on events;
drop function project_new_event();
drop function rebuild_read_tables(text);
drop function project_event(events);
drop function load_known(text, uuid, uuid);

-- The log knows how many events a stream has.
alter table chats drop column version;

-- `message` was ameide.threads.v1.ChatMessage in its JSON form; it is the message of src/domain. The owner sees all
-- tenants while row-level security is not forced.
alter table messages no force row level security;
update messages set message = jsonb_strip_nulls(jsonb_build_object(
  'id', message -> 'id',
  'chatId', message -> 'threadId',
  'sequence', message -> 'sequence',
  'author', case message ->> 'role'
    when 'CHAT_ROLE_ASSISTANT' then jsonb_build_object(
      'role', 'assistant', 'agentId', message -> 'authorId', 'runId', coalesce(message ->> 'runId', ''),
      'truncated', coalesce((message -> 'truncated')::boolean, false))
    else jsonb_build_object('role', 'user', 'userId', message -> 'authorId')
  end,
  'parts', (
    select coalesce(jsonb_agg(case
      when p ? 'text' then jsonb_build_object('kind', 'text', 'text', coalesce(p -> 'text' ->> 'text', ''))
      when p ? 'code' then jsonb_build_object(
        'kind', 'code', 'language', coalesce(p -> 'code' ->> 'language', ''),
        'content', coalesce(p -> 'code' ->> 'content', ''))
      else jsonb_build_object(
        'kind', 'patch', 'patchId', coalesce(p -> 'patch' ->> 'patchId', ''), 'ref', coalesce(p -> 'patch' ->> 'ref', ''),
        'summary', coalesce(p -> 'patch' ->> 'summary', ''))
    end order by n), '[]')
    from jsonb_array_elements(message -> 'parts') with ordinality parts(p, n)
  ),
  'artifactId', message -> 'artifactId',
  'createdAt', (extract(epoch from (message ->> 'createdAt')::timestamptz) * 1000)::bigint
));
alter table messages force row level security;

select project_into('chats', 'messages', 'artifacts', 'chat_artifacts');

-- What a command is decided on: states from rows and versions from the log, those of one aggregate of one moment.
create function load_known(
  p_tenant text, p_chat uuid, p_artifact uuid,
  out chat jsonb, out chat_version int, out artifact jsonb, out artifact_version int
) language plpgsql as $$
begin
  perform threads.assume_tenant(p_tenant);
  if p_chat is not null then
    select
      (select e.stream_version from threads.events e where e.stream = 'chat:' || p_tenant || '/' || p_chat
       order by e.stream_version desc limit 1),
      (select to_jsonb(c) || jsonb_build_object('links', (
         select coalesce(jsonb_agg(to_jsonb(l)), '[]') from threads.chat_artifacts l
         where l.tenant_id = p_tenant and l.chat_id = p_chat))
       from threads.chats c where c.tenant_id = p_tenant and c.id = p_chat)
    into chat_version, chat;
  end if;
  if p_artifact is not null then
    select
      (select e.stream_version from threads.events e where e.stream = 'artifact:' || p_tenant || '/' || p_artifact
       order by e.stream_version desc limit 1),
      (select to_jsonb(a) from threads.artifacts a where a.tenant_id = p_tenant and a.id = p_artifact)
    into artifact_version, artifact;
  end if;
  chat_version := coalesce(chat_version, 0);
  artifact_version := coalesce(artifact_version, 0);
end $$;
