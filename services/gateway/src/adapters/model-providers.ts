import { AgentRuntimeService } from '@ameide/contracts/agents/v1/agent_runtime_service';
import type { InternalCaller } from '@ameide/service-kit/auth';
import { createClient, type Transport } from '@connectrpc/connect';
import type { ModelProviders } from '../app/ports/agents.ts';

/** How long a runtime may take to say how its models do. */
const TIMEOUT_MS = 5_000;

/** @param runtime reaches the runtime that executes the gateway's own agents */
export function createModelProviders(runtime: Transport, caller: InternalCaller): ModelProviders {
  const client = createClient(AgentRuntimeService, runtime);
  return {
    async report(identity, signal) {
      const options = { ...caller.options(identity, { signal }), timeoutMs: TIMEOUT_MS };
      return (await client.reportProviders({}, options)).providers;
    },
  };
}
