import { BudgetService } from '@ameide/contracts/usage/v1/budget_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { refusals } from './refusals.ts';

export const deleteBudget = ({ budgets }: GatewayDeps) =>
  unary(BudgetService.method.deleteBudget, 'graph.admin', async ({ budgetId }, { tenantId }) => {
    if (!(await budgets.delete(tenantId, budgetId))) throw refusals.error({ reason: 'budget_not_found' });
    return {};
  });
