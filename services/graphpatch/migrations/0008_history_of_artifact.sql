-- What has happened to an artifact, the last first.
create index commits_by_time on commits (tenant_id, artifact_id, branch, committed_at);
create index baselines_by_time on baselines (tenant_id, artifact_id, branch, created_at);
