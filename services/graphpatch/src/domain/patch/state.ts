import type { PatchProposed } from './events.ts';

export type PatchState =
  | { readonly status: 'absent' }
  | { readonly status: 'proposed'; readonly proposal: PatchProposed }
  | { readonly status: 'applied' | 'rejected'; readonly proposal: PatchProposed };

export const initialState: PatchState = { status: 'absent' };
