-- What the embedded OIDC provider has issued. Not tenant data: a payload is found by its own unguessable id.
create table payloads (
  model text not null,
  id text not null,
  payload jsonb not null,
  grant_id text,
  user_code text,
  uid text,
  expires_at timestamptz,
  primary key (model, id)
);
create index payloads_grant_id on payloads (grant_id) where grant_id is not null;
create index payloads_uid on payloads (model, uid) where uid is not null;
create index payloads_expires_at on payloads (expires_at);

-- Signing and cookie keys, made once.
create table keys (
  name text primary key,
  value jsonb not null
);
