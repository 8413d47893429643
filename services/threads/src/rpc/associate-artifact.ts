import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { unary } from '@ameide/service-kit/rpc';
import { associateArtifact as associateArtifactCommand } from '../app/associate-artifact.ts';
import type { ThreadsDeps } from '../app/deps.ts';
import { linkedArtifactToWire } from '../wire/artifact.ts';
import { relationFromWire } from '../wire/chat.ts';
import { answerCommand } from './refusals.ts';

const method = ChatCommandService.method.associateArtifact;

export const associateArtifact = ({ run, readKnown, now }: ThreadsDeps) =>
  unary(method, 'graph.viewer', (request, caller) =>
    answerCommand(run, caller, method, {
      command: associateArtifactCommand(readKnown, {
        type: 'AssociateArtifact',
        chatId: request.threadId,
        userId: caller.actorId,
        at: now(),
        artifactId: request.artifactId,
        relation: relationFromWire(request.relationType),
      }),
      // A repeat changes nothing, so it needs no key.
      idempotency: undefined,
      respond: (artifact) => ({ artifact: linkedArtifactToWire(artifact) }),
    }),
  );
