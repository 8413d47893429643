import { AgentRuntimeService, type AttachmentContent } from '@ameide/contracts/agents/v1/agent_runtime_service';
import type { Notice } from '@ameide/contracts/inference/v1/run';
import type { ChatMessage } from '@ameide/contracts/threads/v1/chat';
import type { InternalCaller } from '@ameide/service-kit/auth';
import { createClient, type Transport } from '@connectrpc/connect';
import type { AgentDefinition, AgentPolicies, ExecuteRun, NoticePiece } from '../app/ports/agents.ts';
import { agentPolicyToWire } from '../wire/agent-policy.ts';
import { decisionToWire, interruptFromWire } from '../wire/interrupt.ts';
import { modelCallFromWire } from '../wire/model-call.ts';
import { taskIdentity } from './task-identity.ts';

/**
 * @param own reaches the runtime that executes whatever it is given
 * @param open reaches a runtime that was made for one agent, at its endpoint
 */
export function createExecuteRun(
  own: Transport,
  open: (endpoint: string) => Transport,
  caller: InternalCaller,
  policies: Pick<AgentPolicies, 'of'>,
  now: () => number,
): ExecuteRun {
  const client = createClient(AgentRuntimeService, own);
  return async function* (task, { profile, runsOn }, { messages, attachments = [], artifactId }, signal) {
    const options = caller.options(taskIdentity(task), { signal });
    const order = {
      runId: task.runId,
      attempt: task.attempt,
      metered: task.metered,
      ...(task.decided && {
        decision: { interruptId: task.decided.interruptId, decision: decisionToWire(task.decided.decision) },
      }),
      messages: messages as ChatMessage[],
      artifactId,
      attachments: attachments as AttachmentContent[],
      ...agentPolicyToWire(await policies.of(task.tenantId)),
    };
    const answers =
      'endpoint' in runsOn
        ? createClient(AgentRuntimeService, open(runsOn.endpoint)).executeRun(
            { ...order, agentId: profile.id },
            options,
          )
        : client.executeRun({ ...order, agent: orderOf(runsOn.definition) }, options);
    for await (const { event } of answers) {
      // An event that is not known is of a runtime of a later release.
      if (event.case === undefined) continue;
      if (event.case === 'modelCall') yield { case: event.case, value: modelCallFromWire(event.value, now()) };
      else if (event.case === 'interrupt') yield { case: event.case, value: interruptFromWire(event.value) };
      else yield event.case === 'notice' ? noticeOf(event.value) : event;
    }
  };
}

function orderOf({ id, instructions, tools, approvalRequired, model, maxSteps }: AgentDefinition) {
  return { id, instructions, tools, approvalRequired, model, maxSteps };
}

function noticeOf({ kind, message }: Notice): NoticePiece {
  return { case: 'notice', value: { kind, message } };
}
