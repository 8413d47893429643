-- What a token of a model costs, in nano-dollars for a million of them, from when to when. Rows of the tenant `*`, which is no tenant's
-- id, are for everybody; a tenant's own come first. A corrected price is a new row: what was posted refers to the old one.
create table prices (
  tenant_id text not null,
  id uuid not null default gen_random_uuid(),
  provider text not null,
  model text not null,
  valid_from timestamptz not null,
  valid_until timestamptz not null default 'infinity',
  input_nano bigint not null check (input_nano >= 0),
  cache_read_nano bigint not null check (cache_read_nano >= 0),
  cache_write_nano bigint not null check (cache_write_nano >= 0),
  output_nano bigint not null check (output_nano >= 0),
  primary key (tenant_id, id),
  check (valid_from < valid_until)
);

create index prices_of_a_model on prices (provider, model, valid_from);

insert into prices (tenant_id, provider, model, valid_from, input_nano, cache_read_nano, cache_write_nano, output_nano)
values ('*', 'offline', 'offline', '-infinity', 0, 0, 0, 0);

-- How much may be used. The user, agent or run `*` is each one of them that has no budget of its own.
create table budgets (
  tenant_id text not null,
  id uuid not null,
  scope text not null check (scope in ('tenant', 'user', 'agent', 'run')),
  -- Of the user or the agent; empty for the tenant.
  scope_id text not null check ((scope_id = '') = (scope = 'tenant')),
  -- Nano-dollars, or tokens.
  unit text not null check (unit in ('money', 'tokens')),
  period text not null check (period in ('day', 'month', 'none')),
  -- Capped: so much in each period. Prepaid: all that was ever paid in.
  kind text not null check (kind in ('capped', 'prepaid')),
  amount bigint not null check (amount >= 0),
  -- Whether a hold that nobody settles is posted as a whole, in place of the estimate.
  is_strict boolean not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, id),
  unique (tenant_id, scope, scope_id, unit, period),
  check (kind = 'capped' or period = 'none')
);

-- What was used and what is held, by what a budget can be for and by period. No row is ever reset: a new period is another row.
create table balances (
  tenant_id text not null,
  id uuid not null default gen_random_uuid(),
  scope text not null,
  -- Of one user, agent or run; never `*`.
  scope_id text not null,
  unit text not null,
  period text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  posted bigint not null,
  held bigint not null default 0 check (held >= 0),
  -- How much of what was posted was more than had been held for it.
  overrun bigint not null default 0,
  primary key (tenant_id, id),
  unique (tenant_id, scope, scope_id, unit, period, starts_at)
);

/*
 * What a call of a model may use, until it is known what it has used:
 *
 *     (none) --reserved--> held --the call has ended-----------> settled
 *                          ^ |  --nothing was used-------------> voided
 *         more was granted,+-+  --nobody has heard of it-------> expired
 *         or it goes on         since `expires_at`: estimated
 *
 * A hold leaves `held` once, with the row of the ledger. What becomes known after `expired` is posted as an adjustment.
 */
create table holds (
  tenant_id text not null,
  id uuid not null default gen_random_uuid(),
  run_id uuid not null,
  step int not null,
  attempt int not null,
  state text not null default 'held' check (state in ('held', 'settled', 'voided', 'expired')),
  user_id text not null,
  agent_id text not null,
  thread_id uuid not null,
  provider text not null,
  model text not null,
  -- The price when it was made; null where no budget is in money.
  price_id uuid,
  is_strict boolean not null,
  -- What is held in these balances: so many tokens, and so many nano-dollars.
  balance_ids uuid[] not null,
  tokens bigint not null,
  money bigint not null,
  -- The input at most, and as it is likely.
  max_input_tokens bigint not null,
  input_tokens bigint not null,
  -- Output that is held, and how much of it was seen last.
  granted_output_tokens bigint not null,
  metered_output_tokens bigint not null default 0,
  -- In whose periods it counts.
  called_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, run_id, step, attempt)
);

create index holds_that_expire on holds (expires_at) where state = 'held';

-- What was paid into prepaid budgets.
create table top_ups (
  tenant_id text not null,
  budget_id uuid not null,
  idempotency_key text not null,
  amount bigint not null,
  paid_by text not null,
  paid_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, budget_id, idempotency_key)
);

select isolate_tenants('prices'), isolate_tenants('budgets'), isolate_tenants('balances'), isolate_tenants('holds'),
       isolate_tenants('top_ups');

-- What a model costs at a time; no row when that is not known.
create function price_at(p_provider text, p_model text, p_at timestamptz) returns setof prices
language sql stable security definer set search_path = gateway, pg_temp as $$
  select * from prices p
  where p.tenant_id in ('*', current_setting('app.tenant_id', true)) and p.provider = p_provider and p.model = p_model
    and p.valid_from <= p_at and p_at < p.valid_until
  order by p.tenant_id = '*', p.valid_from desc limit 1
$$;

-- The price that a hold was made with, whose ever it is.
create function price_of(p_id uuid) returns setof prices
language sql stable security definer set search_path = gateway, pg_temp as $$
  select * from prices p where p.id = p_id and p.tenant_id in ('*', current_setting('app.tenant_id', true))
$$;

-- Holds of all tenants that nobody has heard of for too long.
create function expired_holds(p_limit int) returns table (tenant_id text, id uuid)
language sql stable security definer set search_path = gateway, pg_temp as $$
  select h.tenant_id, h.id from holds h where h.state = 'held' and h.expires_at < clock_timestamp()
  order by h.expires_at limit p_limit
$$;

-- Keeps how far calls have come, so that their holds do not expire. @param p_held `[{tenant, run, step, attempt, output}]`
create function refresh_holds(p_held jsonb, p_duration interval) returns void
language sql security definer set search_path = gateway, pg_temp as $$
  update holds h set metered_output_tokens = greatest(h.metered_output_tokens, m.output),
    expires_at = clock_timestamp() + p_duration
  from jsonb_to_recordset(p_held) as m(tenant text, run uuid, step int, attempt int, output bigint)
  where h.tenant_id = m.tenant and h.run_id = m.run and h.step = m.step and h.attempt = m.attempt and h.state = 'held'
$$;

create policy keepers on prices for select to ameide_reader using (true);
create policy keepers on holds to ameide_reader using (true);
grant select on prices, holds to ameide_reader;
grant update (metered_output_tokens, expires_at) on holds to ameide_reader;
grant create on schema gateway to ameide_reader;
alter function price_at owner to ameide_reader;
alter function price_of owner to ameide_reader;
alter function expired_holds owner to ameide_reader;
alter function refresh_holds owner to ameide_reader;
revoke create on schema gateway from ameide_reader;
revoke execute on function price_at, price_of, expired_holds, refresh_holds from public;
grant execute on function price_at, price_of, expired_holds, refresh_holds to :role;

-- The budgets that bind somebody at a time, each with its balance's key.
create function binding_budgets(p_user text, p_agent text, p_run text, p_at timestamptz)
returns table (budget_id uuid, scope text, scope_id text, unit text, period text, kind text, amount bigint, is_strict boolean,
  starts_at timestamptz, ends_at timestamptz)
language sql stable set search_path = gateway, pg_temp as $$
  select distinct on (b.scope, b.unit, b.period) b.id, b.scope, s.id, b.unit, b.period, b.kind, b.amount, b.is_strict,
    case b.period when 'none' then b.created_at else date_trunc(b.period, p_at, 'UTC') end,
    case b.period when 'none' then 'infinity'
      else (date_trunc(b.period, p_at at time zone 'UTC') + ('1 ' || b.period)::interval) at time zone 'UTC' end
  from (values ('tenant', ''), ('user', p_user), ('agent', p_agent), ('run', p_run)) as s(scope, id)
  join budgets b on b.scope = s.scope and b.scope_id in (s.id, '*')
  where b.period <> 'none' or b.created_at <= p_at
  order by b.scope, b.unit, b.period, b.scope_id = '*'
$$;

-- Makes the balances of those budgets that are missing, from the ledger, once nobody is writing to it.
create function open_balances(p_user text, p_agent text, p_run text, p_at timestamptz) returns void
language plpgsql set search_path = gateway, pg_temp as $$
begin
  perform from binding_budgets(p_user, p_agent, p_run, p_at) b
  where not exists (select from balances l where l.scope = b.scope and l.scope_id = b.scope_id and l.unit = b.unit
    and l.period = b.period and l.starts_at = b.starts_at);
  if not found then return; end if;
  perform pg_advisory_xact_lock(hashtextextended('gateway ledger ' || current_setting('app.tenant_id'), 0));
  insert into balances (tenant_id, scope, scope_id, unit, period, starts_at, ends_at, posted)
  select current_setting('app.tenant_id'), b.scope, b.scope_id, b.unit, b.period, b.starts_at, b.ends_at, coalesce((
    select sum(case b.unit when 'money' then coalesce(l.cost_nano, 0)
      else l.input_tokens + l.cache_read_tokens + l.cache_write_tokens + l.output_tokens end)
    from ledger l where l.called_at >= b.starts_at and l.called_at < b.ends_at and case b.scope when 'tenant' then true
      when 'user' then l.user_id = b.scope_id when 'agent' then l.agent_id = b.scope_id else l.run_id::text = b.scope_id end), 0)
  from binding_budgets(p_user, p_agent, p_run, p_at) b
  order by b.scope, b.unit, b.period
  on conflict do nothing;
end $$;

/*
 * Holds what a call of a model may use, in all budgets that bind it or in none. `outcome` is `held`, `free` (no budget binds it),
 * `ended` (there is no such run, or it has ended), `settled` (that call has ended), `unpriced` (nobody knows what the model costs), or
 * `exceeded`; then the rest says by which budget, the tightest one. A repeat changes nothing.
 */
create function reserve_model_call(p_run uuid, p_step int, p_attempt int, p_provider text, p_model text, p_max_input bigint,
  p_input bigint, p_output bigint, p_duration interval)
returns table (outcome text, granted bigint, scope text, scope_id text, unit text, period text, amount bigint, remaining bigint,
  needed bigint, resets_at timestamptz)
language plpgsql set search_path = gateway, pg_temp as $$
#variable_conflict use_column
declare
  v_at timestamptz := clock_timestamp();
  v_run record;
  v_hold holds;
  v_price prices;
  v_tokens bigint := p_max_input + p_output;
  v_money bigint := 0;
  v_budgets int;
  v_in_money boolean;
  v_strict boolean;
  v_ids uuid[];
begin
  select r.requested_by, r.agent_id, r.thread_id into v_run from runs r where r.id = p_run and r.ended_at is null;
  if not found then return query select 'ended', 0::bigint, '', '', '', '', 0::bigint, 0::bigint, 0::bigint, null::timestamptz; return; end if;
  perform pg_advisory_xact_lock(hashtextextended('gateway holds ' || p_run, 0));
  select * into v_hold from holds h where h.run_id = p_run and h.step = p_step and h.attempt = p_attempt;
  if found then
    return query select case v_hold.state when 'held' then 'held' else 'settled' end, v_hold.granted_output_tokens,
      '', '', '', '', 0::bigint, 0::bigint, 0::bigint, null::timestamptz;
    return;
  end if;
  select count(*), coalesce(bool_or(b.unit = 'money'), false), coalesce(bool_or(b.is_strict), false)
    into v_budgets, v_in_money, v_strict
  from binding_budgets(v_run.requested_by, v_run.agent_id, p_run::text, v_at) b;
  if v_budgets = 0 then
    return query select 'free', p_output, '', '', '', '', 0::bigint, 0::bigint, 0::bigint, null::timestamptz;
    return;
  end if;
  select * into v_price from price_at(p_provider, p_model, v_at);
  if v_in_money then
    if v_price.id is null then
      return query select 'unpriced', 0::bigint, '', '', '', '', 0::bigint, 0::bigint, 0::bigint, null::timestamptz;
      return;
    end if;
    v_money := ceil((p_max_input::numeric * greatest(v_price.input_nano, v_price.cache_read_nano, v_price.cache_write_nano)
      + p_output::numeric * v_price.output_nano) / 1000000);
  end if;
  perform open_balances(v_run.requested_by, v_run.agent_id, p_run::text, v_at);
  -- One order for everybody who changes balances.
  v_ids := array(select l.id from balances l
    join binding_budgets(v_run.requested_by, v_run.agent_id, p_run::text, v_at) b on l.scope = b.scope and l.scope_id = b.scope_id
      and l.unit = b.unit and l.period = b.period and l.starts_at = b.starts_at
    order by l.id for update of l);
  return query
    select 'exceeded', 0::bigint, b.scope, b.scope_id, b.unit, b.period, b.amount, greatest(b.amount - l.posted - l.held, 0), n.needed,
      nullif(b.ends_at, 'infinity')
    from balances l
    join binding_budgets(v_run.requested_by, v_run.agent_id, p_run::text, v_at) b on l.scope = b.scope and l.scope_id = b.scope_id
      and l.unit = b.unit and l.period = b.period and l.starts_at = b.starts_at
    cross join lateral (select case b.unit when 'money' then v_money else v_tokens end as needed) n
    where l.posted + l.held + n.needed > b.amount or l.posted + l.held >= b.amount
    order by (b.amount - l.posted - l.held)::numeric / greatest(n.needed, 1), b.scope limit 1;
  if found then return; end if;
  update balances l set held = l.held + case l.unit when 'money' then v_money else v_tokens end where l.id = any (v_ids);
  insert into holds (tenant_id, run_id, step, attempt, user_id, agent_id, thread_id, provider, model, price_id, is_strict, balance_ids,
    tokens, money, max_input_tokens, input_tokens, granted_output_tokens, called_at, expires_at)
  values (current_setting('app.tenant_id'), p_run, p_step, p_attempt, v_run.requested_by, v_run.agent_id, v_run.thread_id, p_provider,
    p_model, v_price.id, v_strict, v_ids, v_tokens, v_money, p_max_input, least(p_input, p_max_input), p_output, v_at,
    v_at + p_duration);
  return query select 'held', p_output, '', '', '', '', 0::bigint, 0::bigint, 0::bigint, null::timestamptz;
end $$;

/*
 * Holds more output for a call: `p_more` tokens, or as many as all budgets have left. Answers how many the call may write in all, and where
 * that is less than was wanted, by which budget.
 */
create function extend_hold(p_run uuid, p_step int, p_attempt int, p_more bigint, p_metered bigint, p_duration interval)
returns table (granted bigint, scope text, scope_id text, unit text, period text, amount bigint, remaining bigint, resets_at timestamptz)
language plpgsql set search_path = gateway, pg_temp as $$
#variable_conflict use_column
declare
  v_hold holds;
  v_price prices;
  v_wanted bigint;
  v_granted bigint;
  v_money bigint;
  v_tightest record;
begin
  select * into v_hold from holds h where h.run_id = p_run and h.step = p_step and h.attempt = p_attempt and h.state = 'held' for update;
  if not found then return; end if;
  select * into v_price from price_of(v_hold.price_id);
  v_wanted := v_hold.granted_output_tokens + p_more;
  perform from balances l where l.id = any (v_hold.balance_ids) order by l.id for update;
  select b.scope, b.scope_id, b.unit, b.period, b.amount, nullif(b.ends_at, 'infinity') as resets_at,
      greatest(b.amount - l.posted - l.held, 0) as remaining,
      greatest(v_hold.granted_output_tokens, case
        when b.unit = 'tokens' then v_hold.granted_output_tokens + b.amount - l.posted - l.held
        when v_price.output_nano = 0 then v_wanted
        else floor(((v_hold.money + b.amount - l.posted - l.held) * 1000000::numeric - v_hold.max_input_tokens::numeric
          * greatest(v_price.input_nano, v_price.cache_read_nano, v_price.cache_write_nano)) / v_price.output_nano) end) as fits
    into v_tightest
  from balances l
  join binding_budgets(v_hold.user_id, v_hold.agent_id, p_run::text, v_hold.called_at) b on l.scope = b.scope
    and l.scope_id = b.scope_id and l.unit = b.unit and l.period = b.period and l.starts_at = b.starts_at
  where l.id = any (v_hold.balance_ids)
  order by fits, b.scope limit 1;
  v_granted := least(v_wanted, coalesce(v_tightest.fits, v_wanted));
  v_money := case when v_hold.price_id is null then 0 else ceil((v_hold.max_input_tokens::numeric
    * greatest(v_price.input_nano, v_price.cache_read_nano, v_price.cache_write_nano)
    + v_granted::numeric * v_price.output_nano) / 1000000) end;
  update balances l set held = l.held + case l.unit when 'money' then v_money - v_hold.money
      else v_granted - v_hold.granted_output_tokens end
    where l.id = any (v_hold.balance_ids) and v_granted > v_hold.granted_output_tokens;
  update holds h set granted_output_tokens = v_granted, money = v_money, tokens = v_hold.max_input_tokens + v_granted,
      metered_output_tokens = greatest(h.metered_output_tokens, p_metered), expires_at = clock_timestamp() + p_duration
    where h.id = v_hold.id;
  if v_granted < v_wanted then
    return query select v_granted, v_tightest.scope, v_tightest.scope_id, v_tightest.unit, v_tightest.period, v_tightest.amount,
      v_tightest.remaining, v_tightest.resets_at;
  else
    return query select v_granted, '', '', '', '', 0::bigint, 0::bigint, null::timestamptz;
  end if;
end $$;
