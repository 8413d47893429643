-- What people are called, as the last token of theirs said that was verified here.
create table people (
  tenant_id text not null,
  subject text not null,
  name text not null,
  primary key (tenant_id, subject)
);

select isolate_tenants('people');
