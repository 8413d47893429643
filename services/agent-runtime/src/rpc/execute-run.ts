import type { AgentRuntimeService, ExecuteRunRequest } from '@ameide/contracts/agents/v1/agent_runtime_service';
import type { InternalCaller } from '@ameide/service-kit/auth';
import { ServiceError } from '@ameide/service-kit/errors';
import { identityOf, type RequestContext, requestContext, requireInternal } from '@ameide/service-kit/rpc';
import type { MethodImpl } from '@connectrpc/connect';
import type { Checkpoints } from '../adapters/checkpoints.ts';
import { toConversation } from '../app/conversation.ts';
import { executeRun as execute } from '../app/execute-run.ts';
import type { RunningRuns } from '../app/running-runs.ts';
import type { ChatModels } from '../models/chat-models.ts';
import type { ToolScope } from '../tools/tool.ts';

export interface ExecuteRunDeps {
  readonly models: ChatModels;
  readonly checkpoints: Checkpoints;
  readonly runs: RunningRuns;
  readonly transports: ToolScope['transports'];
  readonly internalCaller: InternalCaller;
  /** Milliseconds that one call of a tool may take. */
  readonly toolTimeout: number;
}

/** Agents work on this branch. */
const BRANCH = 'main';

export function executeRun(deps: ExecuteRunDeps): MethodImpl<typeof AgentRuntimeService.method.executeRun> {
  return async function* (request, context) {
    const caller = requestContext(context);
    requireInternal(caller);
    const { agent, runId } = request;
    if (agent === undefined) throw new ServiceError('invalid_argument', 'invalid_request', 'The agent is missing.');
    const checkpointer = deps.checkpoints.of(caller.tenantId);
    using run = deps.runs.begin(caller.signal);
    const order = {
      runId,
      agent,
      conversation: toConversation(request.messages),
      toolScope: toolScope(deps, request, caller),
    };
    yield* execute({ models: deps.models, checkpointer, signal: run.signal }, order);
    await deps.checkpoints
      .prune(caller.tenantId)
      .catch((err) => caller.logger.warn({ err }, 'old checkpoints were not removed'));
  };
}

function toolScope(
  deps: ExecuteRunDeps,
  { artifactId, runId }: ExecuteRunRequest,
  caller: RequestContext,
): ToolScope | undefined {
  if (artifactId === '') return undefined;
  const identity = { ...identityOf(caller), runId };
  return {
    transports: deps.transports,
    runId,
    ref: `artifacts/${artifactId}/${BRANCH}`,
    callOptions: (signal) => ({ ...deps.internalCaller.options(identity, { signal }), timeoutMs: deps.toolTimeout }),
  };
}
