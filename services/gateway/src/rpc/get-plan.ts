import { PlanService } from '@ameide/contracts/usage/v1/plan_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { planToWire } from '../wire/plan.ts';

export const getPlan = ({ plans }: GatewayDeps) =>
  unary(PlanService.method.getPlan, 'graph.viewer', async (_, { tenantId }) => ({
    plan: planToWire(await plans.of(tenantId)),
  }));
