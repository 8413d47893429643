import type { AgentSource as AgentSourceMessage } from '@ameide/contracts/agents/v1/agent_registration_service';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { AgentSource } from '../domain/agent/registration.ts';

/** The contract requires source and time. */
export function agentSourceFromWire(source: AgentSourceMessage | undefined): AgentSource {
  const { namespace, name, createdAt, generation } = source!;
  return { namespace, name, createdAt: timestampMs(createdAt!), generation };
}
