import { BudgetService } from '@ameide/contracts/usage/v1/budget_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { balanceToWire } from '../wire/budget.ts';

export const getBalance = ({ budgets }: GatewayDeps) =>
  unary(BudgetService.method.getBalance, 'graph.viewer', async ({ agentId }, { tenantId, actorId }) => {
    const balances = await budgets.balances(tenantId, actorId, agentId);
    return { balances: balances.map(balanceToWire) };
  });
