import {
  ArtifactCreatedSchema,
  ArtifactDeletedSchema,
  ArtifactRenamedSchema,
  ArtifactRestoredSchema,
} from '@ameide/contracts/events/v1/threads';
import type { EventBody } from '@ameide/event-store';
import { instantFromWire, readStored, stored } from '@ameide/service-kit/messages';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { ArtifactEvent } from '../domain/artifact/events.ts';
import { factsFromWire } from './metadata.ts';

/** An event of an artifact as the log keeps it. */
export function artifactEventToWire(event: ArtifactEvent): EventBody & { readonly schemaVersion?: number } {
  switch (event.type) {
    case 'ArtifactCreated': {
      const { id: artifactId, title, kind, createdBy, primaryChatId: primaryThreadId = '', metadata = {} } = event;
      const createdAt = timestampFromMs(event.createdAt);
      const fields = { artifactId, title, kind, createdBy, primaryThreadId, createdAt, metadata: { ...metadata } };
      return { ...stored(ArtifactCreatedSchema, fields), schemaVersion: 2 };
    }
    case 'ArtifactRenamed': {
      const { id: artifactId, title, renamedBy } = event;
      return stored(ArtifactRenamedSchema, {
        artifactId,
        title,
        renamedBy,
        renamedAt: timestampFromMs(event.renamedAt),
      });
    }
    case 'ArtifactDeleted': {
      const { id: artifactId, deletedBy } = event;
      return stored(ArtifactDeletedSchema, { artifactId, deletedBy, deletedAt: timestampFromMs(event.deletedAt) });
    }
    case 'ArtifactRestored': {
      const { id: artifactId, restoredBy } = event;
      return stored(ArtifactRestoredSchema, { artifactId, restoredBy, restoredAt: timestampFromMs(event.restoredAt) });
    }
  }
}

/** An event of an artifact from the log; undefined when this release does not know its type. */
export function artifactEventFromWire({ type, data }: EventBody): ArtifactEvent | undefined {
  switch (type) {
    case 'ArtifactCreated': {
      const {
        artifactId: id,
        title,
        kind,
        createdBy,
        primaryThreadId,
        createdAt,
        metadata,
      } = readStored(ArtifactCreatedSchema, data);
      const primaryChatId = primaryThreadId || undefined;
      const facts = { title, kind, createdBy, primaryChatId, ...factsFromWire(metadata) };
      return { type, id, ...facts, createdAt: instantFromWire(createdAt) };
    }
    case 'ArtifactRenamed': {
      const { artifactId: id, title, renamedBy, renamedAt } = readStored(ArtifactRenamedSchema, data);
      return { type, id, title, renamedBy, renamedAt: instantFromWire(renamedAt) };
    }
    case 'ArtifactDeleted': {
      const { artifactId: id, deletedBy, deletedAt } = readStored(ArtifactDeletedSchema, data);
      return { type, id, deletedBy, deletedAt: instantFromWire(deletedAt) };
    }
    case 'ArtifactRestored': {
      const { artifactId: id, restoredBy, restoredAt } = readStored(ArtifactRestoredSchema, data);
      return { type, id, restoredBy, restoredAt: instantFromWire(restoredAt) };
    }
    default:
      return undefined;
  }
}
