import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { requireRole, unary } from '@ameide/service-kit/rpc';
import type { ThreadsDeps } from '../app/deps.ts';
import { recordAnswer } from '../app/record-answer.ts';
import { workFromWire } from '../wire/answer-work.ts';
import { messageToWire, partsFromWire } from '../wire/chat.ts';
import { answerCommand } from './refusals.ts';

const method = ChatCommandService.method.recordAssistantMessage;

export const recordAssistantMessage = ({ run, readKnown, appliedRuns, newId, now }: ThreadsDeps) =>
  unary(method, 'internal', (request, caller) => {
    requireRole(caller, 'graph.viewer');
    const { agentId, runId, truncated } = request;
    return answerCommand(run, caller, method, {
      command: recordAnswer(readKnown, appliedRuns, caller.tenantId, {
        type: 'SendMessage',
        chatId: request.threadId,
        messageId: newId(),
        userId: caller.actorId,
        at: now(),
        author: { role: 'assistant', agentId, runId, truncated },
        parts: partsFromWire(request.parts),
        ...workFromWire(request),
        artifactId: request.artifactId || undefined,
      }),
      // Whatever a run says later, its first message stands.
      idempotency: { scope: 'run', key: runId, fingerprint: method.name },
      respond: (message) => ({ message: messageToWire(message) }),
    });
  });
