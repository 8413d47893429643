import { ArtifactCommandService } from '@ameide/contracts/artifacts/v1/artifact_command_service';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { type Client, createClient } from '@connectrpc/connect';
import type { Connection } from './connection.ts';

/** The artifacts of a tenant. */
export interface Artifacts {
  readonly artifactCommands: Client<typeof ArtifactCommandService>;
  readonly artifactQueries: Client<typeof ArtifactQueryService>;
}

export function createArtifacts({ transport }: Connection): Artifacts {
  return {
    artifactCommands: createClient(ArtifactCommandService, transport),
    artifactQueries: createClient(ArtifactQueryService, transport),
  };
}
