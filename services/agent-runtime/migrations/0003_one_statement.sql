-- What a checkpointer does is one statement each: a run has about ten of them, and each was a transaction of five to eight.

-- Keeps a checkpoint, and the values of the channels that have changed; one value of the arrays for each of them.
create function put_checkpoint(
  p_tenant text, p_thread text, p_ns text, p_id text, p_parent text, p_checkpoint jsonb, p_metadata jsonb,
  p_channels text[], p_versions text[], p_types text[], p_blobs bytea[]
) returns void language plpgsql set search_path = agent_runtime, pg_temp as $$
begin
  perform set_config('app.tenant_id', p_tenant, true);
  insert into checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
    select p_thread, p_ns, b.channel, b.version, b.type, b.blob
    from unnest(p_channels, p_versions, p_types, p_blobs) as b(channel, version, type, blob)
    on conflict (thread_id, checkpoint_ns, channel, version) do nothing;
  insert into checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)
    values (p_thread, p_ns, p_id, p_parent, p_checkpoint, p_metadata)
    on conflict (thread_id, checkpoint_ns, checkpoint_id)
    do update set checkpoint = excluded.checkpoint, metadata = excluded.metadata;
end $$;

-- Keeps what a task wrote. A write that is there already stays, unless p_replace.
create function put_checkpoint_writes(
  p_tenant text, p_thread text, p_ns text, p_id text, p_task text, p_replace boolean,
  p_indexes int[], p_channels text[], p_types text[], p_blobs bytea[]
) returns void language plpgsql set search_path = agent_runtime, pg_temp as $$
begin
  perform set_config('app.tenant_id', p_tenant, true);
  insert into checkpoint_writes as w (thread_id, checkpoint_ns, checkpoint_id, task_id, idx, channel, type, blob)
    select p_thread, p_ns, p_id, p_task, b.idx, b.channel, b.type, b.blob
    from unnest(p_indexes, p_channels, p_types, p_blobs) as b(idx, channel, type, blob)
    on conflict (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
    do update set channel = excluded.channel, type = excluded.type, blob = excluded.blob where p_replace;
end $$;

revoke execute on function put_checkpoint, put_checkpoint_writes from public;
grant execute on function put_checkpoint, put_checkpoint_writes to :role;
