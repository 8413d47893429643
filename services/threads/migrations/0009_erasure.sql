-- What was said in a chat can be erased: events have it sealed with a key of the chat, and the key goes when the chat does.

-- Keys are no part of the log: what is destroyed here comes back from nowhere.
create table chat_keys (
  tenant_id text not null,
  chat_id uuid not null,
  -- The key-encryption key that wraps it; empty for a key that is stored as it is.
  wrapped_by text not null,
  -- Base64.
  key text not null,
  primary key (tenant_id, chat_id)
);
select isolate_tenants('chat_keys');
select project_into('chats', 'messages', 'artifacts', 'chat_artifacts', 'chat_attachments', 'artifact_events', 'chat_keys');
create index chats_by_deletion on chats (deleted_at) where deleted_at is not null;

-- As before, with the key of the chat.
drop function load_known(text, uuid, uuid);
create function load_known(
  p_tenant text, p_chat uuid, p_artifact uuid,
  out chat jsonb, out chat_version int, out wrapped_by text, out key text, out artifact jsonb, out artifact_version int
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
    select k.wrapped_by, k.key into wrapped_by, key from threads.chat_keys k where k.tenant_id = p_tenant and k.chat_id = p_chat;
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

-- What a process does for all tenants at once. The functions belong to ameide_reader, as read_all does, and tell ids only.

-- Chats whose retention was over at p_now: so many days after their deletion, for some tenants another number.
create function chats_to_erase(p_now timestamptz, p_days int, p_days_of jsonb, p_limit int) returns table (tenant_id text, id uuid)
language sql stable security definer set search_path = threads, pg_temp as $$
  select c.tenant_id, c.id from threads.chats c
  where c.deleted_at < p_now - make_interval(days => coalesce((p_days_of ->> c.tenant_id)::int, p_days))
  order by c.deleted_at limit p_limit
$$;

-- Keys that something else wraps, or nothing.
create function keys_not_wrapped_by(p_name text, p_limit int) returns table (tenant_id text, chat_id uuid)
language sql stable security definer set search_path = threads, pg_temp as $$
  select k.tenant_id, k.chat_id from threads.chat_keys k where k.wrapped_by <> p_name limit p_limit
$$;
create policy wrapping_is_seen on chat_keys for select to ameide_reader using (true);
grant select (tenant_id, chat_id, wrapped_by) on chat_keys to ameide_reader;

-- Removes the words from the events of an erased chat that have them in clear, as earlier releases recorded them: the only
-- change that the log ever sees. Without a ChatErased in the stream nothing happens.
create function erase_clear_words(p_tenant text, p_chat uuid) returns void
language sql security definer set search_path = threads, pg_temp as $$
  update threads.events e
  set data = e.data #- '{title}' #- '{metadata}' #- '{message,parts}' #- '{message,context}' #- '{message,attachments}'
  where e.stream = 'chat:' || p_tenant || '/' || p_chat
    and e.type in ('ChatCreated', 'ChatRenamed', 'ChatMetadataChanged', 'MessageSent')
    and not e.data ? 'sealed'
    and exists (select from threads.events x where x.stream = e.stream and x.type = 'ChatErased')
$$;
create policy clear_words_go on events for update to ameide_reader
  using (type in ('ChatCreated', 'ChatRenamed', 'ChatMetadataChanged', 'MessageSent') and not data ? 'sealed');
grant update (data) on events to ameide_reader;

-- What was attached goes when nothing was sent in a chat that there still is.
create or replace function unused_attachments(p_limit int) returns table (tenant_id text, id uuid)
language sql security definer set search_path = threads, pg_temp as $$
  select a.tenant_id, a.id from threads.attachments a
  where a.removed_at is not null or not exists (
    select from threads.chat_attachments l where l.tenant_id = a.tenant_id and l.attachment_id = a.id)
  limit p_limit
$$;

grant create on schema threads to ameide_reader;
alter function chats_to_erase owner to ameide_reader;
alter function keys_not_wrapped_by owner to ameide_reader;
alter function erase_clear_words owner to ameide_reader;
revoke create on schema threads from ameide_reader;
revoke execute on function chats_to_erase, keys_not_wrapped_by, erase_clear_words from public;
grant execute on function chats_to_erase, keys_not_wrapped_by, erase_clear_words to ameide_threads;
