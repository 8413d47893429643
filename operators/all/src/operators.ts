import { agentPlatformOperator } from '@ameide/operator-agent';
import { domainPlatformOperator } from '@ameide/operator-domain';
import { integrationPlatformOperator } from '@ameide/operator-integration';
import { processPlatformOperator } from '@ameide/operator-process';
import { projectionPlatformOperator } from '@ameide/operator-projection';
import { tenantPlatformOperator } from '@ameide/operator-tenant';
import { uiSurfacePlatformOperator } from '@ameide/operator-uisurface';

/** Every operator of the platform. */
export const operators = [
  agentPlatformOperator,
  domainPlatformOperator,
  integrationPlatformOperator,
  processPlatformOperator,
  projectionPlatformOperator,
  tenantPlatformOperator,
  uiSurfacePlatformOperator,
];
