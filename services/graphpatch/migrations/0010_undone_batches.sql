-- What a person has taken back out of a draft and can draw again, the last one last. Operations are the JSON form of the
-- contract's messages. They go with the draft, and when something else is drawn, saved or discarded.
create table undone_batches (
  tenant_id text not null,
  draft_id uuid not null references drafts (id) on delete cascade,
  position integer not null,
  id uuid not null,
  operations jsonb not null,
  primary key (tenant_id, draft_id, position)
);
select isolate_tenants('undone_batches');
