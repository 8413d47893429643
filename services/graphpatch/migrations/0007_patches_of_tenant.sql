-- Lists of all models: what waits, and what agents have proposed. Everything else that people draw is a patch, too.
create index patches_waiting on patches (tenant_id, proposed_at desc, id desc) where state = 'proposed';
create index patches_by_agents on patches (tenant_id, proposed_at desc, id desc) where run_id <> '';
