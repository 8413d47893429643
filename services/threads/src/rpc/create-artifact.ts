import { ArtifactCommandService } from '@ameide/contracts/artifacts/v1/artifact_command_service';
import { requestContext, requireRole } from '@ameide/service-kit/rpc';
import type { MethodImpl } from '@connectrpc/connect';
import { createArtifact as createArtifactUseCase } from '../app/create-artifact.ts';
import { artifactToWire } from '../wire/artifact.ts';
import { callersKey, runCommand } from './command.ts';
import type { RpcDeps } from './deps.ts';

const method = ArtifactCommandService.method.createArtifact;

export function createArtifact(deps: RpcDeps): MethodImpl<typeof method> {
  return (request, context) => {
    const caller = requestContext(context);
    requireRole(caller, 'graph.contributor');
    const useCase = createArtifactUseCase({
      type: 'CreateArtifact',
      id: deps.newId(),
      title: request.title,
      kind: request.kind,
      createdBy: caller.actorId,
      createdAt: deps.now(),
      primaryChatId: request.primaryThreadId || undefined,
    });
    return runCommand(deps, caller, {
      method,
      useCase,
      idempotency: callersKey(caller, method, request),
      respond: (artifact) => ({ artifact: artifactToWire(artifact) }),
    });
  };
}
