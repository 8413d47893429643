import { BudgetService } from '@ameide/contracts/usage/v1/budget_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { budgetToWire } from '../wire/budget.ts';
import { refusals } from './refusals.ts';

export const topUp = ({ budgets }: GatewayDeps) =>
  unary(BudgetService.method.topUp, 'graph.admin', async ({ budgetId, amount, idempotencyKey: key }, caller) => {
    const paid = await budgets.topUp(caller.tenantId, { budgetId, amount, key, paidBy: caller.actorId });
    if (typeof paid === 'string') throw refusals.error({ reason: paid });
    return { budget: budgetToWire(paid) };
  });
