-- What chats and artifacts are about, beside their titles.
alter table chats add column metadata jsonb;
alter table artifacts add column metadata jsonb;
select project_into('chats', 'messages', 'artifacts', 'chat_artifacts', 'chat_attachments', 'artifact_events');

-- Nobody gets a chat back that was deleted more than 30 days ago; a day later what was attached in it goes.
create or replace function unused_attachments(p_limit int) returns table (tenant_id text, id uuid)
language sql security definer set search_path = threads, pg_temp as $$
  select a.tenant_id, a.id from threads.attachments a
  where a.removed_at is not null or not exists (
    select from threads.chat_attachments l join threads.chats c on c.tenant_id = l.tenant_id and c.id = l.chat_id
    where l.tenant_id = a.tenant_id and l.attachment_id = a.id
      and (c.deleted_at is null or c.deleted_at > now() - interval '31 days'))
  limit p_limit
$$;
create policy use_is_seen on chats for select to ameide_reader using (true);
grant select (tenant_id, id, deleted_at) on chats to ameide_reader;
grant select (chat_id) on chat_attachments to ameide_reader;
