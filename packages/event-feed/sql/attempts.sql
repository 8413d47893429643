-- Events whose handling has begun in a process that may not live to tell how it ended: written before, removed with the
-- checkpoint. What stands here when a process begins was begun by one that has ended.
create table attempts (
  subscription text not null,
  transaction_id xid8 not null,
  position bigint not null,
  attempts int not null,
  began_at timestamptz not null default now(),
  primary key (subscription, transaction_id, position)
);
