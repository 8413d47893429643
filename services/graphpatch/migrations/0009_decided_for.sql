-- What others have decided for somebody, the last proposed first.
create index patches_decided_for on patches
  (tenant_id, (case when run_id = '' then proposed_by else on_behalf_of end), proposed_at desc, id desc)
  where decided_by is not null;
