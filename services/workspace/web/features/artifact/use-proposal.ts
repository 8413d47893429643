import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { type Patch, PatchState } from '@ameide/contracts/graph/v1/patch';
import { useQuery } from '@connectrpc/connect-query';
import { useEffect, useMemo } from 'react';
import { tellSeen } from '../../data/notifications.ts';
import { refreshAnswers } from '../../data/query-client.ts';
import type { RunView } from '../../data/run-view.ts';
import { useStore } from '../../data/store.ts';
import { type Ghost, ghostsOf } from '../../editor/ghosts.ts';
import { chosenPatch, leftOut, leftOutOf } from '../proposal/proposal-state.ts';

/** The proposal that the canvas shows: the one that was asked for, or the last that waits. */
export function useProposal(
  ref: string,
  run: RunView | undefined,
): { readonly patch: Patch | undefined; readonly ghosts: readonly Ghost[] } {
  const { data: waiting } = useQuery(GraphPatchService.method.listPatches, {
    ref,
    state: PatchState.PROPOSED,
    pageSize: 20,
  });
  const suggested = run?.patchIds.length ?? 0;
  useEffect(() => {
    if (suggested === 0) return;
    void refreshAnswers();
  }, [suggested]);
  const chosen = useStore(chosenPatch);
  // What a person draws is a proposal of their own for a moment.
  const ids = waiting?.patches.filter(({ runId }) => runId !== '').map(({ id }) => id) ?? [];
  const patchId = chosen !== undefined && ids.includes(chosen) ? chosen : ids[0];
  const { data } = useQuery(
    GraphPatchService.method.getPatch,
    { patchId: patchId ?? '' },
    { enabled: patchId !== undefined },
  );
  const patch = patchId !== undefined && data?.patch?.state === PatchState.PROPOSED ? data.patch : undefined;
  const out = leftOutOf(useStore(leftOut), patch?.id ?? '');
  const shownId = patch?.id;
  useEffect(() => {
    if (shownId === undefined) return;
    const look = () => document.hidden || tellSeen(shownId);
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [shownId]);
  const ghosts = useMemo(() => visibleGhosts(patch, out), [patch, out]);
  return { patch, ghosts };
}

/** Without those that only operations want that the person has taken out. */
function visibleGhosts(patch: Patch | undefined, out: ReadonlySet<string>): Ghost[] {
  const operations = patch?.preview?.operations ?? [];
  return ghostsOf(patch?.preview).filter(({ elementId }) => {
    const by = operations.filter(({ elementIds }) => elementIds.includes(elementId));
    return by.length === 0 ? out.size === 0 : by.some(({ operationId }) => !out.has(operationId));
  });
}
