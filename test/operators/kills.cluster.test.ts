import { clusterSkipReason } from '@ameide/operator-kit/testing';
import { itSurvivesKills } from './fixtures/survive-kills.ts';
import { startDomainStage } from './lives/domain.ts';

itSurvivesKills('Domain', startDomainStage, clusterSkipReason());
