-- What people have drawn and not saved yet. Not in the log, which stays for ever.
create table drafts (
  tenant_id text not null,
  artifact_id uuid not null,
  branch text not null,
  person_id text not null,
  id uuid not null unique,
  -- The version that it was drawn on.
  version integer not null,
  revision integer not null,
  -- Since which batches have only been added.
  settled_revision integer not null,
  operation_count integer not null,
  batch_count integer not null,
  changed_at timestamptz not null,
  primary key (tenant_id, artifact_id, branch, person_id)
);
create index drafts_by_age on drafts (changed_at);
select isolate_tenants('drafts');

-- Operations, changes, layout and edits are the JSON form of the contract's messages. A batch is what it did to the batches
-- before it, so that a draft is read from the document of its version and their edits.
create table draft_batches (
  tenant_id text not null,
  draft_id uuid not null references drafts (id) on delete cascade,
  position integer not null,
  id uuid not null,
  revision integer not null,
  operation_count integer not null,
  operations jsonb not null,
  changes jsonb not null,
  layout jsonb not null,
  edits jsonb not null,
  saved_at timestamptz not null,
  primary key (tenant_id, draft_id, position)
);
select isolate_tenants('draft_batches');

-- Removes up to p_limit drafts of any tenant that nobody has changed for p_age; answers how many. Belongs to ameide_reader, as
-- read_all does, and whatever it is asked for, the policy leaves it nothing of the last day.
create function expire_drafts(p_age interval, p_limit int) returns int
language sql security definer set search_path = graphpatch, pg_temp as $$
  with gone as (
    delete from drafts d using (
      select o.id from drafts o where o.changed_at < now() - p_age limit p_limit
    ) old
    where d.id = old.id
    returning 1
  )
  select count(*)::int from gone
$$;

create policy expired_is_seen on drafts for select to ameide_reader using (changed_at < now() - interval '1 day');
create policy expired_goes on drafts for delete to ameide_reader using (changed_at < now() - interval '1 day');
grant select, delete on drafts to ameide_reader;
grant create on schema graphpatch to ameide_reader;
alter function expire_drafts owner to ameide_reader;
revoke create on schema graphpatch from ameide_reader;
revoke execute on function expire_drafts from public;
grant execute on function expire_drafts to :role;

-- How many operations the draft had that a commit saved; 0 when it saved none.
alter table commits add column draft_operations integer not null default 0;
create index commits_of_drafts on commits (tenant_id, artifact_id, branch, version) where draft_operations > 0;
select project_into('models', 'commits', 'document_snapshots', 'patches', 'baselines');
