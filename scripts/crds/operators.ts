import { agentOperator } from '@ameide/operator-agent';
import { domainOperator } from '@ameide/operator-domain';
import { integrationOperator } from '@ameide/operator-integration';
import type { AnyOperator } from '@ameide/operator-kit';
import { processOperator } from '@ameide/operator-process';
import { projectionOperator } from '@ameide/operator-projection';
import { tenantOperator } from '@ameide/operator-tenant';
import { uiSurfaceOperator } from '@ameide/operator-uisurface';

/** Neither rights nor Deployments depend on the platform or on other systems: operators look at these only at work. */
const any = {} as never;

/** Every operator; each has its folder in `operators/`. */
export const operators: readonly AnyOperator[] = [
  agentOperator(any, any),
  domainOperator(any),
  integrationOperator(any, { runtimes: any }),
  processOperator(any, { temporal: any, address: any }),
  projectionOperator(any, { probe: any }),
  tenantOperator(any, any),
  uiSurfaceOperator(any),
];
