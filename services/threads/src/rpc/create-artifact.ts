import { ArtifactCommandService } from '@ameide/contracts/artifacts/v1/artifact_command_service';
import { unary } from '@ameide/service-kit/rpc';
import { createArtifact as createArtifactCommand } from '../app/create-artifact.ts';
import { artifactToWire } from '../wire/artifact.ts';
import { callersKey, runCommand } from './command.ts';
import type { ThreadsDeps } from './deps.ts';

const method = ArtifactCommandService.method.createArtifact;

export const createArtifact = ({ run, readKnown, newId, now }: ThreadsDeps) =>
  unary(method, 'graph.contributor', (request, caller) =>
    runCommand(run, caller, method, {
      command: createArtifactCommand(readKnown, {
        type: 'CreateArtifact',
        id: newId(),
        title: request.title,
        kind: request.kind,
        createdBy: caller.actorId,
        createdAt: now(),
        primaryChatId: request.primaryThreadId || undefined,
      }),
      idempotency: callersKey(caller, method, request),
      respond: (artifact) => ({ artifact: artifactToWire(artifact) }),
    }),
  );
