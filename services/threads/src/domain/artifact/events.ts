import type { Artifact } from './state.ts';

/** What happens to an artifact, as the messages of `ameide.events.v1` say it. Instants are milliseconds since 1970. */
export type ArtifactEvent =
  | ({ readonly type: 'ArtifactCreated' } & Omit<Artifact, 'deletedAt'>)
  | {
      readonly type: 'ArtifactRenamed';
      readonly id: string;
      readonly title: string;
      readonly renamedBy: string;
      readonly renamedAt: number;
    }
  | { readonly type: 'ArtifactDeleted'; readonly id: string; readonly deletedBy: string; readonly deletedAt: number }
  | {
      readonly type: 'ArtifactRestored';
      readonly id: string;
      readonly restoredBy: string;
      readonly restoredAt: number;
    };
