import {
  AgentRegistrationService,
  type AgentSourceSchema,
} from '@ameide/contracts/agents/v1/agent_registration_service';
import { createInternalCaller } from '@ameide/service-kit/auth';
import { errorReason } from '@ameide/service-kit/errors';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { type CallOptions, Code, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import type { AgentRegistry, AgentSource, GatewayAnswer } from '../ports.ts';

const TIMEOUT_MS = 5_000;

/** What asking again does not change by itself. */
const REFUSALS = new Set([
  Code.AlreadyExists,
  Code.FailedPrecondition,
  Code.InvalidArgument,
  Code.PermissionDenied,
  Code.Unauthenticated,
  Code.Unimplemented,
]);

/** The gateway's registry over Connect. @param secret what services of the platform sign their calls with */
export function createGatewayRegistry(transport: Transport, secret: string): AgentRegistry {
  const client = createClient(AgentRegistrationService, transport);
  const caller = createInternalCaller(secret);
  const ask = async (
    tenantId: string,
    signal: AbortSignal,
    call: (options: CallOptions) => Promise<unknown>,
  ): Promise<GatewayAnswer> => {
    try {
      const identity = { tenantId, actorId: 'agent-operator', roles: [] };
      await call({ ...caller.options(identity, { signal }), timeoutMs: TIMEOUT_MS });
      return { state: 'done' };
    } catch (error) {
      signal.throwIfAborted();
      return answerOf(error);
    }
  };
  return {
    register: (tenant, { profile, endpoint, source }, signal) =>
      ask(tenant, signal, (options) =>
        client.registerAgent({ agent: profile, endpoint, source: sourceMessage(source) }, options),
      ),
    async deregister(tenant, agentId, source, signal) {
      const answer = await ask(tenant, signal, (options) =>
        client.deregisterAgent({ agentId, source: sourceMessage(source) }, options),
      );
      const isReplaced = answer.state === 'refused' && answer.reason === 'agent_superseded';
      return isReplaced ? { state: 'done' } : answer;
    },
  };
}

function answerOf(error: unknown): GatewayAnswer {
  const failure = ConnectError.from(error);
  const message = failure.rawMessage;
  if (!REFUSALS.has(failure.code)) return { state: 'unreachable', message };
  return { state: 'refused', reason: errorReason(failure) ?? '', message };
}

function sourceMessage({
  namespace,
  name,
  createdAt,
  generation,
}: AgentSource): MessageInitShape<typeof AgentSourceSchema> {
  return { namespace, name, generation, createdAt: timestampFromDate(new Date(createdAt)) };
}
