import { AgentRuntimeService } from '@ameide/contracts/agents/v1/agent_runtime_service';
import { declareService } from '@ameide/service-kit/service';

export const declaration = declareService({
  name: 'agent-runtime',
  migrations: new URL('../migrations/', import.meta.url),
  rpcServices: [AgentRuntimeService],
  internal: [AgentRuntimeService],
  calls: ['projection', 'graphpatch'],
  // A run that began longer ago is over.
  expires: [{ by: 'expire_checkpoints', afterDays: 2 }],
});
