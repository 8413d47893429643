import { ArtifactCommandService } from '@ameide/contracts/artifacts/v1/artifact_command_service';
import { callersKey } from '@ameide/service-kit/commands';
import { unary } from '@ameide/service-kit/rpc';
import { createArtifact as createArtifactCommand } from '../app/create-artifact.ts';
import type { ThreadsDeps } from '../app/deps.ts';
import { artifactToWire } from '../wire/artifact.ts';
import { factsFromWire } from '../wire/metadata.ts';
import { answerCommand } from './refusals.ts';

const method = ArtifactCommandService.method.createArtifact;

export const createArtifact = ({ run, readKnown, newId, now }: ThreadsDeps) =>
  unary(method, 'graph.contributor', (request, caller) =>
    answerCommand(run, caller, method, {
      command: createArtifactCommand(readKnown, {
        type: 'CreateArtifact',
        artifactId: newId(),
        title: request.title,
        kind: request.kind,
        createdBy: caller.actorId,
        createdAt: now(),
        primaryChatId: request.primaryThreadId || undefined,
        ...factsFromWire(request.metadata),
      }),
      idempotency: callersKey(caller, method, request),
      respond: (artifact) => ({ artifact: artifactToWire(artifact) }),
    }),
  );
