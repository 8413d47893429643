-- Files that people upload, for messages. The content is in the object store, below `<tenant>/<id>/`. The row is there before the
-- first object and goes after the last one, so nothing that is stored is forgotten.
create table attachments (
  tenant_id text not null,
  id uuid not null,
  owner_id text not null,
  -- Of the call that began it; a repeat finds it.
  idempotency_key text not null,
  name text not null,
  size_bytes int not null check (size_bytes > 0),
  received_bytes int not null default 0 check (received_bytes <= size_bytes),
  -- By its content; null before the first piece.
  mime_type text,
  -- SHA-256 of every piece that has arrived.
  piece_hashes text[] not null default '{}',
  -- The name as it was given, of which a repeat is known.
  given_name text not null,
  created_at timestamptz not null default now(),
  -- When somebody began to remove it; then nobody sees it.
  removed_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, owner_id, idempotency_key)
);
create index attachments_of_owner on attachments (tenant_id, owner_id, created_at desc);
create index attachments_by_age on attachments (created_at);

-- In which chats an attachment was sent.
create table chat_attachments (
  tenant_id text not null,
  chat_id uuid not null,
  attachment_id uuid not null,
  primary key (tenant_id, chat_id, attachment_id)
);
create index chats_of_attachment on chat_attachments (tenant_id, attachment_id);

select isolate_tenants('attachments'), isolate_tenants('chat_attachments');
select project_into('chats', 'messages', 'artifacts', 'chat_artifacts', 'chat_attachments');

-- Attachments of any tenant that nobody can see or send any more: uploaded long ago and sent in no chat that there still is, or
-- half removed. Whatever it is asked for, an upload is kept for a day. Belongs to ameide_reader, as read_all does.
create function unused_attachments(p_limit int) returns table (tenant_id text, id uuid)
language sql security definer set search_path = threads, pg_temp as $$
  select a.tenant_id, a.id from threads.attachments a
  where a.removed_at is not null or not exists (
    select from threads.chat_attachments l where l.tenant_id = a.tenant_id and l.attachment_id = a.id)
  limit p_limit
$$;
create policy unused_is_seen on attachments for select to ameide_reader
  using (created_at < now() - interval '25 hours' or removed_at is not null);
create policy use_is_seen on chat_attachments for select to ameide_reader using (true);
grant select (tenant_id, id, created_at, removed_at) on attachments to ameide_reader;
grant select (tenant_id, attachment_id) on chat_attachments to ameide_reader;
grant create on schema threads to ameide_reader;
alter function unused_attachments owner to ameide_reader;
revoke create on schema threads from ameide_reader;
revoke execute on function unused_attachments from public;
grant execute on function unused_attachments to ameide_threads;
