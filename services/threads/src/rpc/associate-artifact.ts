import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { MethodImpl } from '@connectrpc/connect';
import { associateArtifact as associateArtifactUseCase } from '../app/associate-artifact.ts';
import { linkedArtifactToWire } from '../wire/artifact.ts';
import { relationFromWire } from '../wire/chat.ts';
import { runCommand } from './command.ts';
import type { RpcDeps } from './deps.ts';

const method = ChatCommandService.method.associateArtifact;

export function associateArtifact(deps: RpcDeps): MethodImpl<typeof method> {
  return (request, context) => {
    const caller = requestContext(context);
    requireRole(caller, 'graph.viewer');
    const useCase = associateArtifactUseCase({
      type: 'AssociateArtifact',
      chatId: request.threadId,
      userId: caller.actorId,
      at: deps.now(),
      artifactId: request.artifactId,
      relation: relationFromWire(request.relationType),
    });
    return runCommand(deps, caller, {
      method,
      useCase,
      // A repeat changes nothing, so it needs no key.
      idempotency: undefined,
      respond: (artifact) => ({ artifact: linkedArtifactToWire(artifact) }),
    });
  };
}
