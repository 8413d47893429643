import {
  type BalanceSchema,
  BudgetPeriod,
  type BudgetSchema,
  BudgetScope,
  BudgetUnit,
  type Budget as WireBudget,
} from '@ameide/contracts/usage/v1/budget_service';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { Balance, StoredBudget } from '../app/metering/ports.ts';
import type { Budget } from '../domain/usage/budget.ts';

const scopes = { tenant: BudgetScope.TENANT, user: BudgetScope.USER, agent: BudgetScope.AGENT, run: BudgetScope.RUN };
const units = { money: BudgetUnit.MONEY, tokens: BudgetUnit.TOKENS };
const periods = { day: BudgetPeriod.DAY, month: BudgetPeriod.MONTH, none: BudgetPeriod.UNSPECIFIED };

/** The contract lets no other values through. */
export function budgetFromWire({ scope, scopeId, unit, period, prepaid, amount, strict }: WireBudget): Budget {
  return {
    ...{ scope: nameIn(scopes, scope), scopeId, unit: nameIn(units, unit), period: nameIn(periods, period) },
    ...{ kind: prepaid ? 'prepaid' : 'capped', amount, strict },
  };
}

export function budgetToWire(budget: StoredBudget): MessageInitShape<typeof BudgetSchema> {
  const { id, scope, scopeId, unit, period, kind, amount, strict } = budget;
  return {
    ...{ id, scopeId, amount, strict, prepaid: kind === 'prepaid' },
    ...{ scope: scopes[scope], unit: units[unit], period: periods[period] },
  };
}

export function balanceToWire({ budget, posted, held, resetsAt }: Balance): MessageInitShape<typeof BalanceSchema> {
  const left = budget.amount - posted - held;
  return {
    ...{ budget: budgetToWire(budget), posted, held, left: left > 0n ? left : 0n },
    ...(resetsAt !== undefined && { resetsAt: timestampFromMs(resetsAt) }),
  };
}

function nameIn<Name extends string, Value>(names: Readonly<Record<Name, Value>>, value: Value): Name {
  const found = (Object.keys(names) as Name[]).find((name) => names[name] === value);
  if (found === undefined) throw new TypeError(`${String(value)} has no name`);
  return found;
}
