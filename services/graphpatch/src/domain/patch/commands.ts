import type { PatchApplied, PatchProposed, PatchRejected } from './events.ts';

/** What is asked of a patch; times and ids are the caller's. */
export type PatchCommand =
  | { readonly type: 'propose'; readonly proposal: Omit<PatchProposed, 'type'> }
  | { readonly type: 'apply'; readonly application: Omit<PatchApplied, 'type'>; readonly by: Actor }
  | { readonly type: 'reject'; readonly rejection: Omit<PatchRejected, 'type'>; readonly by: Actor };

/** Who asks for it. What an agent does, it does on behalf of a person. */
export type Actor = 'agent' | 'person';

export type PatchRefusalReason = 'patch_not_found' | 'patch_already_decided' | 'human_approval_required';
