import type { PatchProposed } from './events.ts';

/*
 *                                        ┌─ PatchApplied ───> applied
 *   absent ── PatchProposed ──> proposed ┤
 *                                        └─ PatchRejected ──> rejected
 *
 * A person applies or rejects, once. PatchApplied commits with the ModelCommitted that it led to. A patch that conflicts
 * with the model stays proposed: it can still be rejected, or applied in part.
 */
export type PatchState =
  | { readonly status: 'absent' }
  | { readonly status: 'proposed' | 'applied' | 'rejected'; readonly proposal: PatchProposed };

export const initialState: PatchState = { status: 'absent' };
