import { ArtifactCommandService } from '@ameide/contracts/artifacts/v1/artifact_command_service';
import { unary } from '@ameide/service-kit/rpc';
import { changeArtifact } from '../app/change-artifact.ts';
import type { ThreadsDeps } from '../app/deps.ts';
import { artifactToWire } from '../wire/artifact.ts';
import { answerCommand } from './refusals.ts';

const method = ArtifactCommandService.method.undeleteArtifact;

export const undeleteArtifact = ({ run, readKnown, now }: ThreadsDeps) =>
  unary(method, 'graph.editor', (request, caller) =>
    answerCommand(run, caller, method, {
      command: changeArtifact(readKnown, {
        type: 'UndeleteArtifact',
        artifactId: request.artifactId,
        userId: caller.actorId,
        at: now(),
      }),
      // A repeat changes nothing, so it needs no key.
      idempotency: undefined,
      respond: (artifact) => ({ artifact: artifactToWire(artifact) }),
    }),
  );
