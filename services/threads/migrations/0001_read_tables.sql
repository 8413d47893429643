-- What is read of chats and artifacts. Only project_event writes here, in the transaction that appends the event: a
-- query after a command sees what it did, and the log can always rebuild these tables.

create table chats (
  tenant_id text not null,
  id uuid not null,
  -- Events in its stream.
  version bigint not null,
  owner_id text not null,
  title text not null,
  visibility text not null check (visibility in ('private', 'team')),
  agent_id text not null,
  message_count int not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);
create index chats_of_owner on chats (tenant_id, owner_id, updated_at desc, id desc);
create index chats_of_team on chats (tenant_id, updated_at desc, id desc) where visibility = 'team';

create table messages (
  tenant_id text not null,
  chat_id uuid not null,
  sequence int not null,
  -- ameide.threads.v1.ChatMessage in its JSON form.
  message jsonb not null,
  primary key (tenant_id, chat_id, sequence)
);

create table artifacts (
  tenant_id text not null,
  id uuid not null,
  title text not null,
  kind text not null,
  created_by text not null,
  primary_chat_id uuid,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);
create index artifacts_by_title on artifacts (tenant_id, lower(title), id);

create table chat_artifacts (
  tenant_id text not null,
  chat_id uuid not null,
  artifact_id uuid not null,
  relation text not null check (relation in ('referenced', 'modified', 'created')),
  linked_at timestamptz not null,
  primary key (tenant_id, chat_id, artifact_id)
);
create index artifacts_of_chat on chat_artifacts (tenant_id, chat_id, linked_at desc, artifact_id desc);
create index chats_of_artifact on chat_artifacts (tenant_id, artifact_id, linked_at desc, chat_id desc);

select isolate_tenants('chats'), isolate_tenants('messages'), isolate_tenants('artifacts'), isolate_tenants('chat_artifacts');

-- Brings the read tables up to one more event; an event of an unknown type changes nothing. `data` is the proto3 JSON
-- form of the message of ameide.events.v1 that the type names, so fields with their default value are missing.
create function project_event(e threads.events) returns void language plpgsql as $$
declare
  d jsonb := e.data;
begin
  case e.type
  when 'ChatCreated' then
    insert into threads.chats
    values (
      e.tenant_id, (d ->> 'threadId')::uuid, e.stream_version, d ->> 'ownerId', coalesce(d ->> 'title', ''),
      lower(replace(d ->> 'visibility', 'CHAT_VISIBILITY_', '')), d ->> 'agentId', 0,
      (d ->> 'createdAt')::timestamptz, (d ->> 'createdAt')::timestamptz
    );
  when 'ChatRenamed' then
    update threads.chats set version = e.stream_version, title = d ->> 'title'
    where tenant_id = e.tenant_id and id = (d ->> 'threadId')::uuid;
  when 'MessageSent' then
    d := d -> 'message';
    insert into threads.messages values (e.tenant_id, (d ->> 'threadId')::uuid, (d -> 'sequence')::int, d);
    update threads.chats
    set version = e.stream_version, message_count = (d -> 'sequence')::int,
        updated_at = greatest(updated_at, (d ->> 'createdAt')::timestamptz)
    where tenant_id = e.tenant_id and id = (d ->> 'threadId')::uuid;
  when 'ArtifactAssociated' then
    insert into threads.chat_artifacts
    values (
      e.tenant_id, (d ->> 'threadId')::uuid, (d ->> 'artifactId')::uuid,
      lower(replace(d ->> 'relationType', 'RELATION_TYPE_', '')), (d ->> 'linkedAt')::timestamptz
    )
    on conflict (tenant_id, chat_id, artifact_id) do update set relation = excluded.relation;
    update threads.chats
    set version = e.stream_version, updated_at = greatest(updated_at, (d ->> 'linkedAt')::timestamptz)
    where tenant_id = e.tenant_id and id = (d ->> 'threadId')::uuid;
  when 'ArtifactCreated' then
    insert into threads.artifacts
    values (
      e.tenant_id, (d ->> 'artifactId')::uuid, d ->> 'title', d ->> 'kind', d ->> 'createdBy',
      (d ->> 'primaryThreadId')::uuid, (d ->> 'createdAt')::timestamptz
    );
  else
    null;
  end case;
end $$;

create function project_new_event() returns trigger language plpgsql as $$
begin
  perform threads.project_event(new);
  return null;
end $$;

create trigger project_new_event after insert on events for each row execute function project_new_event();

-- Empties and refills the read tables of one tenant. Commands wait until it has committed.
create function rebuild_read_tables(p_tenant text) returns bigint language plpgsql as $$
declare
  v_event threads.events;
  v_count bigint := 0;
begin
  perform threads.assume_tenant(p_tenant);
  lock table threads.chats, threads.messages, threads.artifacts, threads.chat_artifacts in share row exclusive mode;
  delete from threads.chats where tenant_id = p_tenant;
  delete from threads.messages where tenant_id = p_tenant;
  delete from threads.artifacts where tenant_id = p_tenant;
  delete from threads.chat_artifacts where tenant_id = p_tenant;
  for v_event in select * from threads.events e where e.tenant_id = p_tenant order by e.position loop
    perform threads.project_event(v_event);
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;

-- What a command is decided on, in one statement.
create function load_known(p_tenant text, p_chat uuid, p_artifact uuid, out chat jsonb, out artifact jsonb)
language plpgsql as $$
begin
  perform threads.assume_tenant(p_tenant);
  if p_chat is not null then
    select to_jsonb(c) || jsonb_build_object('links', (
      select coalesce(jsonb_agg(to_jsonb(l)), '[]') from threads.chat_artifacts l
      where l.tenant_id = p_tenant and l.chat_id = p_chat
    )) into chat from threads.chats c where c.tenant_id = p_tenant and c.id = p_chat;
  end if;
  if p_artifact is not null then
    select to_jsonb(a) into artifact from threads.artifacts a where a.tenant_id = p_tenant and a.id = p_artifact;
  end if;
end $$;
