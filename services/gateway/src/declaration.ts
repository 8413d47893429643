import { AgentRegistrationService } from '@ameide/contracts/agents/v1/agent_registration_service';
import { AgentRegistryService } from '@ameide/contracts/agents/v1/agent_registry_service';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { declareService } from '@ameide/service-kit/service';

export const declaration = declareService({
  name: 'gateway',
  migrations: new URL('../migrations/', import.meta.url),
  rpcServices: [InferenceService, AgentRegistryService, AgentRegistrationService],
  calls: ['threads', 'agent-runtime'],
  publishes: 'inference',
  rpcPort: 6003,
  optional: ['redis', 'kafka'],
});
