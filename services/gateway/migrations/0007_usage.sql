-- What a person's runs have used, by day.
create index runs_of_a_person on runs (tenant_id, requested_by, created_at);
