import { type Agent, type AgentRisk, AgentSchema } from '@ameide/contracts/agents/v1/agent';
import type { AgentSource as WireSource } from '@ameide/contracts/agents/v1/agent_registration_service';
import { create } from '@bufbuild/protobuf';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { AgentProfile } from '../domain/agent/profile.ts';
import type { AgentSource } from '../domain/agent/registration.ts';

export function agentToWire({ tools = [], artifactKinds = [], risk = 0, ...profile }: AgentProfile): Agent {
  return create(AgentSchema, {
    ...profile,
    tools: [...tools],
    artifactKinds: [...artifactKinds],
    risk: risk as AgentRisk,
  });
}

/** The contract requires source and time. */
export function agentSourceFromWire(source: WireSource | undefined): AgentSource {
  const { namespace, name, createdAt, generation } = source!;
  return { namespace, name, createdAt: timestampMs(createdAt!), generation };
}
