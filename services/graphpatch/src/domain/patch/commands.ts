import type { PatchApplied, PatchProposed, PatchRejected } from './events.ts';

/** What is asked of a patch: the facts of an event; times and ids are the caller's. */
export type PatchCommand =
  | ({ readonly type: 'ProposePatch' } & Omit<PatchProposed, 'type'>)
  | ({ readonly type: 'ApplyPatch'; readonly by: Actor } & Omit<PatchApplied, 'type' | 'artifactId' | 'runId'>)
  | ({ readonly type: 'RejectPatch'; readonly by: Actor } & Omit<PatchRejected, 'type'>);

/** Who asks for it. What an agent does, it does on behalf of a person. */
export type Actor = 'agent' | 'person';
