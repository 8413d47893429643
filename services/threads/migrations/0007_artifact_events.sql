-- What has happened to artifacts besides their content, to be read from the newest on. Made from events of artifacts and of chats.
create table artifact_events (
  tenant_id text not null,
  artifact_id uuid not null,
  happened_at timestamptz not null,
  -- The type, and the chat if it is about one.
  id text collate "C" not null,
  type text not null,
  user_id text not null,
  chat_id uuid,
  title text,
  primary key (tenant_id, artifact_id, happened_at, id)
);
select isolate_tenants('artifact_events');

-- What the log has from before. The owner sees all tenants while row-level security is not forced.
alter table artifact_events no force row level security;
alter table events no force row level security;
insert into artifact_events
select
  e.tenant_id, (e.data ->> 'artifactId')::uuid,
  date_trunc('milliseconds', coalesce(
    e.data ->> 'createdAt', e.data ->> 'renamedAt', e.data ->> 'deletedAt', e.data ->> 'restoredAt', e.data ->> 'linkedAt',
    e.data ->> 'dissociatedAt')::timestamptz),
  t.type || coalesce('/' || (e.data ->> 'threadId'), ''), t.type,
  coalesce(e.data ->> 'createdBy', e.data ->> 'renamedBy', e.data ->> 'deletedBy', e.data ->> 'restoredBy', ''),
  (e.data ->> 'threadId')::uuid, e.data ->> 'title'
from events e
join (values
  ('ArtifactCreated', 'created'), ('ArtifactRenamed', 'renamed'), ('ArtifactDeleted', 'deleted'), ('ArtifactRestored', 'restored'),
  ('ArtifactAssociated', 'linked'), ('ArtifactDissociated', 'unlinked')
) t(event, type) on t.event = e.type
on conflict do nothing;
alter table events force row level security;
alter table artifact_events force row level security;

select project_into('chats', 'messages', 'artifacts', 'chat_artifacts', 'chat_attachments', 'artifact_events');
