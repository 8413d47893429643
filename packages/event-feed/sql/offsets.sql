-- How far a subscription has come in each partition of a topic; commits with the read model. The cursor is the place in the
-- source log of the newest event that was handled: what is not after it has been handled before.
create table offsets (
  subscription text not null,
  topic text not null,
  partition int not null,
  next_offset bigint not null,
  transaction_id xid8 not null,
  position bigint not null,
  updated_at timestamptz not null default now(),
  primary key (subscription, topic, partition)
);
