import type { PlanSchema, QuotaSchema } from '@ameide/contracts/usage/v1/plan_service';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { DIMENSIONS, type Plan, type Quota } from '../domain/limits/plan.ts';

export const planToWire = ({ id, perUser, perTenant }: Plan): MessageInitShape<typeof PlanSchema> => ({
  id,
  perUser: quotaToWire(perUser),
  perTenant: quotaToWire(perTenant),
});

function quotaToWire(quota: Quota): MessageInitShape<typeof QuotaSchema> {
  return Object.fromEntries(
    DIMENSIONS.flatMap((dimension) => {
      const limit = quota[dimension];
      return limit === undefined ? [] : [[dimension, BigInt(limit)]];
    }),
  );
}
