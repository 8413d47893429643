import {
  AgentRegistrationService,
  type AgentSourceSchema,
} from '@ameide/contracts/agents/v1/agent_registration_service';
import { createCircuit } from '@ameide/primitives/outside';
import { createInternalCaller } from '@ameide/service-kit/auth';
import { errorReason } from '@ameide/service-kit/errors';
import { createServiceTransport } from '@ameide/service-kit/rpc';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { type CallOptions, Code, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import type { AgentRegistry, AgentSource, GatewayAnswer } from '../ports.ts';

/** How the gateway is asked. */
export interface GatewayRegistryOptions {
  readonly transport: Transport;
  /** What services of the platform sign their calls with. */
  readonly secret: string;
  /** How long a call may take, in ms; 5,000 unless told. */
  readonly timeoutMs?: number;
}

/** What asking again does not change by itself. */
const REFUSALS = new Set([
  Code.AlreadyExists,
  Code.FailedPrecondition,
  Code.InvalidArgument,
  Code.PermissionDenied,
  Code.Unauthenticated,
  Code.Unimplemented,
]);

/**
 * The gateway's registry over Connect. While a call has just run out of time, others are not made: thousands of Agents
 * would each wait for as long, and changes of their specs with them.
 */
export function createGatewayRegistry({ transport, secret, timeoutMs = 5_000 }: GatewayRegistryOptions): AgentRegistry {
  const client = createClient(AgentRegistrationService, transport);
  const caller = createInternalCaller(secret);
  const circuit = createCircuit<{ readonly answer: GatewayAnswer; readonly isLate: boolean }>({
    isFailure: ({ isLate }) => isLate,
    pauseMs: timeoutMs,
  });
  const ask = async (
    tenantId: string,
    signal: AbortSignal,
    call: (options: CallOptions) => Promise<unknown>,
  ): Promise<GatewayAnswer> => {
    const { answer } = await circuit(async () => {
      try {
        const identity = { tenantId, actorId: 'agent-operator', roles: [] };
        await call({ ...caller.options(identity, { signal }), timeoutMs });
        return { answer: { state: 'done' }, isLate: false };
      } catch (error) {
        signal.throwIfAborted();
        return { answer: answerOf(error), isLate: ConnectError.from(error).code === Code.DeadlineExceeded };
      }
    });
    return answer;
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

/** Registries by their gateways: each keeps its connections, and its patience, for as long as its key is the same. */
export function gatewayRegistries(): (gatewayUrl: string, secret: string) => AgentRegistry {
  const known = new Map<string, { readonly secret: string; readonly registry: AgentRegistry }>();
  return (gatewayUrl, secret) => {
    const before = known.get(gatewayUrl);
    if (before?.secret === secret) return before.registry;
    const registry = createGatewayRegistry({ transport: createServiceTransport(gatewayUrl), secret });
    known.set(gatewayUrl, { secret, registry });
    return registry;
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
