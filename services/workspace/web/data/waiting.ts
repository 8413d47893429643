import type { Artifact } from '@ameide/contracts/artifacts/v1/artifact';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import type { Patch, PatchState } from '@ameide/contracts/graph/v1/patch';
import { useQuery } from '@connectrpc/connect-query';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { artifactQueries, graphPatches } from './connection.ts';

export const modelRef = (artifactId: string) => `artifacts/${artifactId}/main`;

/** All models of the tenant that a page shows at once, by title. */
export function useArtifacts() {
  return useQuery(ArtifactQueryService.method.listArtifacts, { pageSize: 100 });
}

export interface ListedPatch {
  readonly patch: Patch;
  readonly artifact: Artifact;
}

/** Which proposals to list: those to which everything that is given applies. */
export interface PatchFilter {
  readonly waitsForMe?: boolean;
  /** The person's own, or an agent's for them, that somebody else has decided. */
  readonly decidedForMe?: boolean;
  readonly byAgents?: boolean;
  readonly state?: PatchState;
  /** An agent or a person. */
  readonly proposedBy?: string;
  readonly artifactId?: string;
}

/** Proposals in all models, the last first; those in deleted models are left out. */
export function usePatches(filter: PatchFilter, pageSize: number) {
  const { data, ...query } = useInfiniteQuery({
    // As a query of connect-query, so that `refreshAnswers` asks anew for it, too.
    queryKey: ['connect-query', 'patches', filter, pageSize],
    initialPageParam: '',
    getNextPageParam: ({ next }: { readonly next: string }) => next || undefined,
    placeholderData: keepPreviousData,
    async queryFn({ pageParam: pageToken, signal }) {
      const page = await graphPatches.listPatches({ ...filter, pageSize, pageToken }, { signal });
      const artifactIds = [...new Set(page.patches.map(artifactOf))];
      const { artifacts } =
        artifactIds.length === 0
          ? { artifacts: [] }
          : await artifactQueries.listArtifacts({ artifactIds, pageSize }, { signal });
      const known = new Map(artifacts.map((artifact) => [artifact.id, artifact]));
      const rows = page.patches.flatMap((patch): ListedPatch[] => {
        const artifact = known.get(artifactOf(patch));
        return artifact ? [{ patch, artifact }] : [];
      });
      return { rows, next: page.nextPageToken };
    },
  });
  return { ...query, patches: data?.pages.flatMap(({ rows }) => rows) ?? [] };
}

/** From `artifacts/<id>/<branch>@<version>`. */
const artifactOf = ({ ref }: Patch) => ref.split('/')[1] ?? '';
