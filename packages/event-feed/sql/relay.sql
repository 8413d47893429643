-- How far the log of this schema has been published. One row. `epoch` rises with every relay that takes over, and only the
-- relay of the newest epoch moves the position.
create table relay_position (
  only_row boolean primary key default true check (only_row),
  epoch bigint not null,
  transaction_id xid8 not null,
  position bigint not null,
  updated_at timestamptz not null default now()
);
insert into relay_position (epoch, transaction_id, position) values (0, '0', 0);
