import type { Plan } from '../../domain/limits/plan.ts';

/** Which plan a tenant has. */
export interface Plans {
  /** By id. */
  all(): readonly Plan[];
  /** As it was at most five seconds ago. */
  of(tenantId: string): Promise<Plan>;
  /** @param planId of one of `all`; undefined for the plan that tenants have who were given none */
  assign(tenantId: string, planId: string | undefined): Promise<Plan>;
}
