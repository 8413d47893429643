-- What calls of models have used: one row for each, and one more where what it used became known after it had been estimated.
create table ledger (
  tenant_id text not null,
  id uuid not null default gen_random_uuid(),
  run_id uuid not null,
  step int not null,
  attempt int not null,
  -- An adjustment holds the differences, which may be less than nothing.
  kind text not null check (kind in ('call', 'adjustment')),
  user_id text not null,
  agent_id text not null,
  thread_id uuid not null,
  provider text not null,
  -- As the provider says it served.
  model text not null,
  state text not null check (state in ('completed', 'failed', 'cancelled')),
  -- Why it has failed or was ended, or empty.
  reason text not null,
  -- Disjoint, but for the reasoning, which is output.
  input_tokens bigint not null,
  cache_read_tokens bigint not null,
  cache_write_tokens bigint not null,
  output_tokens bigint not null,
  reasoning_tokens bigint not null,
  -- Rounded up, once; null when nobody knew the price.
  cost_nano bigint,
  price_id uuid,
  -- Whether the provider has counted nothing.
  estimated boolean not null,
  called_at timestamptz not null,
  settled_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, id),
  unique (tenant_id, run_id, step, attempt, kind)
);

create index ledger_by_time on ledger (tenant_id, called_at);
create index ledger_of_a_user on ledger (tenant_id, user_id, called_at);

select isolate_tenants('ledger');
revoke update, delete on ledger from :role;

-- What so many tokens cost, in nano-dollars.
create function cost_of(p_price prices, p_input bigint, p_cache_read bigint, p_cache_write bigint, p_output bigint) returns bigint
language sql immutable set search_path = gateway, pg_temp as $$
  select ceil((p_input::numeric * p_price.input_nano + p_cache_read::numeric * p_price.cache_read_nano
    + p_cache_write::numeric * p_price.cache_write_nano + p_output::numeric * p_price.output_nano) / 1000000)::bigint
$$;

-- Posts to all balances that there are of those and at that time, and frees what a hold has held.
create function post_to_balances(p_user text, p_agent text, p_run text, p_at timestamptz, p_money bigint, p_tokens bigint, p_hold holds)
returns void language sql set search_path = gateway, pg_temp as $$
  update balances b set
    posted = b.posted + case b.unit when 'money' then p_money else p_tokens end,
    held = b.held - case when b.id = any (p_hold.balance_ids) then case b.unit when 'money' then p_hold.money else p_hold.tokens end
      else 0 end,
    overrun = b.overrun + case when b.id = any (p_hold.balance_ids) then greatest(0, case b.unit
      when 'money' then p_money - p_hold.money else p_tokens - p_hold.tokens end) else 0 end
  where (b.scope, b.scope_id) in (('tenant', ''), ('user', p_user), ('agent', p_agent), ('run', p_run))
    and b.starts_at <= p_at and p_at < b.ends_at
$$;

/*
 * Settles calls of a run, each once: its row in the ledger, its hold and its balances change together. What has been settled stays; if that was
 * an estimate and this is not, the difference is posted as an adjustment. @param p_calls `[{step, attempt, provider, model, served, state,
 * reason, input, cacheRead, cacheWrite, output, reasoning, estimated, startedAt}]`, with `input` null for what the hold supposes and `output` null
 * for what was seen last. Answers those that were settled, with what was more than had been held for it.
 */
create function settle_model_calls(p_run uuid, p_calls jsonb, p_ending text default 'settled')
returns table (step int, attempt int, money bigint, tokens bigint, overrun_money bigint, overrun_tokens bigint)
language plpgsql set search_path = gateway, pg_temp as $$
#variable_conflict use_column
declare
  c record;
  v_run record;
  v_hold holds;
  v_none holds;
  v_price prices;
  v_row ledger;
  v_was ledger;
  v_used bigint;
begin
  select r.requested_by, r.agent_id, r.thread_id into strict v_run from runs r where r.id = p_run;
  -- Nobody begins a balance meanwhile, and everybody locks holds before balances, and balances in one order.
  perform pg_advisory_xact_lock_shared(hashtextextended('gateway ledger ' || current_setting('app.tenant_id'), 0));
  perform from holds h where h.run_id = p_run order by h.id for update;
  perform from balances b where (b.scope, b.scope_id) in (('tenant', ''), ('user', v_run.requested_by), ('agent', v_run.agent_id),
    ('run', p_run::text)) and (b.ends_at > clock_timestamp() - interval '2 days' or b.held > 0) order by b.id for update;
  for c in
    select * from jsonb_to_recordset(p_calls) as c(step int, attempt int, provider text, model text, served text, state text, reason text,
      input bigint, "cacheRead" bigint, "cacheWrite" bigint, output bigint, reasoning bigint, estimated boolean, "startedAt" timestamptz)
    order by c.step, c.attempt
  loop
    v_hold := v_none;
    v_price := null;
    select * into v_hold from holds h where h.run_id = p_run and h.step = c.step and h.attempt = c.attempt;
    if v_hold.price_id is not null then
      select * into v_price from price_of(v_hold.price_id);
    else
      select * into v_price from price_at(c.provider, c.served, c."startedAt");
      if v_price.id is null then select * into v_price from price_at(c.provider, c.model, c."startedAt"); end if;
    end if;
    v_row.run_id := p_run;
    v_row.input_tokens := coalesce(c.input, v_hold.input_tokens, 0);
    v_row.cache_read_tokens := c."cacheRead";
    v_row.cache_write_tokens := c."cacheWrite";
    v_row.output_tokens := coalesce(c.output, v_hold.metered_output_tokens, 0);
    v_row.reasoning_tokens := c.reasoning;
    v_row.cost_nano := case when v_price.id is not null then cost_of(v_price, v_row.input_tokens, v_row.cache_read_tokens,
      v_row.cache_write_tokens, v_row.output_tokens) end;
    v_row.called_at := coalesce(v_hold.called_at, least(c."startedAt", clock_timestamp()));
    v_row.kind := 'call';
    select * into v_was from ledger l where l.run_id = p_run and l.step = c.step and l.attempt = c.attempt and l.kind = 'call';
    if found then
      continue when c.estimated or not v_was.estimated;
      v_row.kind := 'adjustment';
      v_row.input_tokens := v_row.input_tokens - v_was.input_tokens;
      v_row.cache_read_tokens := v_row.cache_read_tokens - v_was.cache_read_tokens;
      v_row.cache_write_tokens := v_row.cache_write_tokens - v_was.cache_write_tokens;
      v_row.output_tokens := v_row.output_tokens - v_was.output_tokens;
      v_row.reasoning_tokens := v_row.reasoning_tokens - v_was.reasoning_tokens;
      v_row.cost_nano := v_row.cost_nano - v_was.cost_nano;
      v_row.called_at := v_was.called_at;
    end if;
    insert into ledger (tenant_id, run_id, step, attempt, kind, user_id, agent_id, thread_id, provider, model, state, reason,
      input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano, price_id, estimated, called_at)
    values (current_setting('app.tenant_id'), p_run, c.step, c.attempt, v_row.kind, v_run.requested_by, v_run.agent_id, v_run.thread_id,
      c.provider, c.served, c.state, c.reason, v_row.input_tokens, v_row.cache_read_tokens, v_row.cache_write_tokens,
      v_row.output_tokens, v_row.reasoning_tokens, v_row.cost_nano, v_price.id, c.estimated, v_row.called_at)
    on conflict do nothing;
    -- Somebody else has settled it just now.
    continue when not found;
    v_used := v_row.input_tokens + v_row.cache_read_tokens + v_row.cache_write_tokens + v_row.output_tokens;
    if v_row.kind = 'adjustment' or v_hold.state is distinct from 'held' then v_hold := v_none; end if;
    update holds h set state = case when p_ending = 'settled' and v_used = 0 then 'voided' else p_ending end where h.id = v_hold.id;
    perform post_to_balances(v_run.requested_by, v_run.agent_id, p_run::text, v_row.called_at, coalesce(v_row.cost_nano, 0), v_used,
      v_hold);
    return query select c.step, c.attempt, v_row.cost_nano, v_used, greatest(0, v_row.cost_nano - v_hold.money),
      greatest(0, v_used - v_hold.tokens);
  end loop;
end $$;

-- Settles a hold that nobody has heard of for too long: what was seen last, or all of it where a budget is strict. False when somebody was faster.
create function expire_hold(p_id uuid) returns boolean
language plpgsql set search_path = gateway, pg_temp as $$
declare
  v_hold holds;
begin
  select * into v_hold from holds h where h.id = p_id and h.state = 'held' and h.expires_at < clock_timestamp() for update;
  if not found then return false; end if;
  perform settle_model_calls(v_hold.run_id, jsonb_build_array(jsonb_build_object('step', v_hold.step, 'attempt', v_hold.attempt,
    'provider', v_hold.provider, 'model', v_hold.model, 'served', v_hold.model, 'state', 'cancelled', 'reason', 'hold_expired',
    'input', case when v_hold.is_strict then v_hold.max_input_tokens else v_hold.input_tokens end, 'cacheRead', 0, 'cacheWrite', 0,
    'output', case when v_hold.is_strict then v_hold.granted_output_tokens else v_hold.metered_output_tokens end, 'reasoning', 0,
    'estimated', true, 'startedAt', v_hold.called_at)), 'expired');
  return true;
end $$;

/*
 * Whether budgets bind somebody now, and the tightest one of which nothing is left; one row, with nulls where there is none.
 */
create function admit_run(p_user text, p_agent text)
returns table (metered boolean, scope text, scope_id text, unit text, period text, amount bigint, resets_at timestamptz)
language sql stable set search_path = gateway, pg_temp as $$
  with binding as materialized (select * from binding_budgets(p_user, p_agent, '*', clock_timestamp()))
  select exists (select from binding), x.scope, x.scope_id, x.unit, x.period, x.amount, x.resets_at
  from (select) one left join lateral (
    select b.scope, b.scope_id, b.unit, b.period, b.amount, nullif(b.ends_at, 'infinity') as resets_at
    from binding b left join balances l on l.scope = b.scope and l.scope_id = b.scope_id and l.unit = b.unit
      and l.period = b.period and l.starts_at = b.starts_at
    where b.scope <> 'run' and coalesce(l.posted + l.held, 0) >= b.amount order by b.scope limit 1) x on true
$$;
