import { AgentRuntimeService } from '@ameide/contracts/agents/v1/agent_runtime_service';
import { InteractionService } from '@ameide/contracts/agents/v1/interaction_service';
import { declareService } from '@ameide/service-kit/service';

export const declaration = declareService({
  name: 'agent-runtime',
  migrations: new URL('../migrations/', import.meta.url),
  rpcServices: [AgentRuntimeService, InteractionService],
  internal: [AgentRuntimeService],
  calls: ['projection', 'graphpatch', 'gateway'],
  expires: [
    // A run that began longer ago is over.
    { by: 'expire_checkpoints', afterDays: 2 },
    { by: 'expire_interactions', afterDays: 366 },
  ],
  deployment: {
    edge: 'api',
    resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '1Gi' } },
    replicas: { min: 2, max: 50 },
    reaches: ['models'],
    secrets: {
      OPENAI_API_KEY: { secret: 'ameide-models', key: 'openai-api-key', optional: true, shared: true },
      ANTHROPIC_API_KEY: { secret: 'ameide-models', key: 'anthropic-api-key', optional: true, shared: true },
      GOOGLE_API_KEY: { secret: 'ameide-models', key: 'google-api-key', optional: true, shared: true },
    },
  },
});
