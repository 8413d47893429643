-- How far the log of this schema has been published, and until when a relay may publish it. One row. `epoch` rises with every
-- relay that takes over, and only the relay of the newest epoch moves the position.
create table relay_position (
  only_row boolean primary key default true check (only_row),
  epoch bigint not null,
  leased_until timestamptz not null,
  transaction_id xid8 not null,
  position bigint not null
);
insert into relay_position (epoch, leased_until, transaction_id, position) values (0, '-infinity', '0', 0);
