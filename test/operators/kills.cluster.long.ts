import { clusterSkipReason, keycloakSkipReason } from '@ameide/operator-kit/testing';
import { temporalSkipReason } from '@ameide/operator-process/testing';
import { s3SkipReason } from '@ameide/operator-tenant/testing';
import { itSurvivesKills } from './fixtures/survive-kills.ts';
import { startAgentStage } from './lives/agent.ts';
import { startDomainStage } from './lives/domain.ts';
import { startIntegrationStage } from './lives/integration.ts';
import { startProcessStage } from './lives/process.ts';
import { startProjectionStage } from './lives/projection.ts';
import { startTenantStage } from './lives/tenant.ts';
import { startUISurfaceStage } from './lives/uisurface.ts';

const skip = clusterSkipReason();

itSurvivesKills('Agent', startAgentStage, skip);
itSurvivesKills('AmeideTenant', startTenantStage, skip || keycloakSkipReason() || s3SkipReason());
itSurvivesKills('Domain', startDomainStage, skip);
itSurvivesKills('Integration', startIntegrationStage, skip);
itSurvivesKills('Process', startProcessStage, skip || temporalSkipReason());
itSurvivesKills('Projection', startProjectionStage, skip);
itSurvivesKills('UISurface', startUISurfaceStage, skip);
