import { BudgetService } from '@ameide/contracts/usage/v1/budget_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { budgetFault } from '../domain/usage/budget.ts';
import { budgetFromWire, budgetToWire } from '../wire/budget.ts';
import { refusals } from './refusals.ts';

export const setBudget = ({ budgets, newId }: GatewayDeps) =>
  unary(BudgetService.method.setBudget, 'graph.admin', async ({ budget: given }, { tenantId }) => {
    const budget = budgetFromWire(given!);
    const message = budgetFault(budget);
    if (message !== undefined) throw refusals.error({ reason: 'budget_invalid', message });
    return { budget: budgetToWire(await budgets.set(tenantId, { ...budget, id: newId() })) };
  });
