import type { Artifact } from './state.ts';

/** What happens to an artifact, as the messages of `ameide.events.v1` say it. */
export type ArtifactEvent = { readonly type: 'ArtifactCreated' } & Artifact;
