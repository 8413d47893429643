import { agentPlatformOperator } from '@ameide/operator-agent';
import { domainPlatformOperator } from '@ameide/operator-domain';
import { integrationPlatformOperator } from '@ameide/operator-integration';
import { processPlatformOperator } from '@ameide/operator-process';
import { projectionPlatformOperator } from '@ameide/operator-projection';
import { tenantPlatformOperator } from '@ameide/operator-tenant';
import { uiSurfacePlatformOperator } from '@ameide/operator-uisurface';

/**
 * Every operator of the platform. Of a variable that several read, the last one's terms hold: those of AmeideTenant on Keycloak, of Process
 * on Temporal, without which these cannot work.
 */
export const operators = [
  agentPlatformOperator,
  domainPlatformOperator,
  integrationPlatformOperator,
  projectionPlatformOperator,
  uiSurfacePlatformOperator,
  tenantPlatformOperator,
  processPlatformOperator,
];
