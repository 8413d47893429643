import { BudgetService } from '@ameide/contracts/usage/v1/budget_service';
import { readPage, unary } from '@ameide/service-kit/rpc';
import { z } from 'zod';
import type { GatewayDeps } from '../app/deps.ts';
import { budgetToWire } from '../wire/budget.ts';

const PAGE_SIZE = 100;
const place = z.object({ id: z.uuid() });

export const listBudgets = ({ budgets }: GatewayDeps) =>
  unary(BudgetService.method.listBudgets, 'graph.admin', async (request, { tenantId }) => {
    const page = await readPage(
      request,
      { list: 'ListBudgets', place, defaultSize: PAGE_SIZE },
      (after, limit) => budgets.list(tenantId, after?.id, limit),
      ({ id }) => ({ id }),
    );
    return { budgets: page.items.map(budgetToWire), nextPageToken: page.nextPageToken };
  });
