import type { Artifact } from '@ameide/contracts/artifacts/v1/artifact';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { type Patch, PatchState } from '@ameide/contracts/graph/v1/patch';
import { AmeideError } from '@ameide/sdk';
import { createQueryOptions, useQuery } from '@connectrpc/connect-query';
import { useQueries } from '@tanstack/react-query';
import { transport } from './connection.ts';

export const modelRef = (artifactId: string) => `artifacts/${artifactId}/main`;

/** All models of the tenant that a page shows at once, by title. */
export function useArtifacts() {
  return useQuery(ArtifactQueryService.method.listArtifacts, { pageSize: 100 });
}

export interface WaitingPatch {
  readonly patch: Patch;
  readonly artifact: Artifact;
}

/** What was proposed and nobody has decided, the last first. The service lists by model, so each is asked. */
export function useWaiting(state: PatchState = PatchState.PROPOSED): {
  readonly patches: readonly WaitingPatch[];
  readonly isPending: boolean;
  /** Why not everything is known. */
  readonly error: Error | undefined;
  refetch(): void;
} {
  const { data, error, isPending, refetch } = useArtifacts();
  const artifacts = data?.artifacts ?? [];
  return useQueries({
    queries: artifacts.map(({ id }) =>
      createQueryOptions(
        GraphPatchService.method.listPatches,
        { ref: modelRef(id), state, pageSize: 20 },
        { transport },
      ),
    ),
    combine: (answers) => ({
      error: error ?? answers.map((answer) => answer.error).find(isTrouble) ?? undefined,
      refetch() {
        void refetch();
        for (const answer of answers) void answer.refetch();
      },
      isPending: isPending || answers.some((answer) => answer.isPending),
      patches: answers
        .flatMap(({ data: page }, index) =>
          (page?.patches ?? []).map((patch) => ({ patch, artifact: artifacts[index]! })),
        )
        .sort((a, b) => Number((b.patch.proposedAt?.seconds ?? 0n) - (a.patch.proposedAt?.seconds ?? 0n))),
    }),
  });
}

/** A model without content has no proposals, which is no trouble. */
function isTrouble(error: Error | null): boolean {
  return error !== null && !(error instanceof AmeideError && error.reason === 'model_not_found');
}
