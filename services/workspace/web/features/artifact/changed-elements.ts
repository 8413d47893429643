import type { Change } from '@ameide/contracts/graph/v1/change';

/** Ids of everything that a change adds, alters or moves. */
export function changedElements(change: Change | undefined): string[] {
  const semantic = change?.semantic.map(({ mutation }) => mutation.value?.id ?? '') ?? [];
  const layout = change?.layout.map(({ mutation }) => mutation.value?.id ?? '') ?? [];
  return [...new Set([...semantic, ...layout])];
}
