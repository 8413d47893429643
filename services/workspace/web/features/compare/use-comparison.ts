import { type Difference, VersionService } from '@ameide/contracts/graph/v1/version_service';
import { useInfiniteQuery } from '@connectrpc/connect-query';
import { useMemo, useState } from 'react';
import { describeProblem } from '../../data/problem.ts';
import type { Ghost } from '../../editor/ghosts.ts';
import { comparisonGhosts } from './comparison-ghosts.ts';

const PAGE_SIZE = 1_000;
const none: readonly Difference[] = [];

/**
 * What is otherwise in one version than in another; undefined while nobody compares.
 * @param ref of the branch
 * @param target 0 while it is not known
 */
export function useComparison(ref: string, base: number | undefined, target: number) {
  const [withLayout, setWithLayout] = useState(false);
  const isOn = base !== undefined && target > 0;
  const { data, error, isPending, hasNextPage, fetchNextPage } = useInfiniteQuery(
    VersionService.method.diff,
    { baseRef: `${ref}@${base ?? 1}`, targetRef: `${ref}@${target}`, pageSize: PAGE_SIZE, pageToken: '' },
    {
      pageParamKey: 'pageToken',
      getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined,
      // Versions never change.
      staleTime: Number.POSITIVE_INFINITY,
      enabled: isOn,
    },
  );
  const differences = useMemo(() => data?.pages.flatMap((page) => page.differences) ?? none, [data]);
  const ghosts = useMemo((): readonly Ghost[] => comparisonGhosts(differences, withLayout), [differences, withLayout]);
  if (!isOn) return undefined;
  return {
    ...{ ref, base, target, differences, ghosts, withLayout, setWithLayout, isPending },
    problem: error ? describeProblem(error) : undefined,
    totals: data?.pages[0]?.totals,
    documentDiffers: data?.pages[0]?.documentDiffers ?? false,
    showMore: hasNextPage ? () => void fetchNextPage() : undefined,
  };
}

export type Comparison = NonNullable<ReturnType<typeof useComparison>>;
