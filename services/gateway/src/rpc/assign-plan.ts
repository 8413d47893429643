import { PlanAssignmentService } from '@ameide/contracts/usage/v1/plan_assignment_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { planToWire } from '../wire/plan.ts';
import { refusals } from './refusals.ts';

export const assignPlan = ({ plans }: GatewayDeps) =>
  unary(PlanAssignmentService.method.assignPlan, 'internal', async ({ plan: planId }, { tenantId }) => {
    if (planId !== '' && !plans.all().some(({ id }) => id === planId))
      throw refusals.error({ reason: 'plan_not_found' });
    return { plan: planToWire(await plans.assign(tenantId, planId || undefined)) };
  });
