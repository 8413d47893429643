import { PlanService } from '@ameide/contracts/usage/v1/plan_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { planToWire } from '../wire/plan.ts';

export const listPlans = ({ plans }: GatewayDeps) =>
  unary(PlanService.method.listPlans, 'graph.viewer', async () => ({ plans: plans.all().map(planToWire) }));
