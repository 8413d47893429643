import { AgentRuntimeService } from '@ameide/contracts/agents/v1/agent_runtime_service';
import { unary } from '@ameide/service-kit/rpc';
import type { AgentRuntimeDeps } from '../app/deps.ts';
import { providerToWire } from '../wire/provider.ts';

export const reportProviders = ({ models }: AgentRuntimeDeps) =>
  unary(AgentRuntimeService.method.reportProviders, 'internal', async () => ({
    providers: models.providers().map(providerToWire),
  }));
