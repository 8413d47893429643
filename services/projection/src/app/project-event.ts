import { LayoutCommittedSchema, ModelCommittedSchema } from '@ameide/contracts/events/v1/graph';
import { ProjectionDeltaSchema } from '@ameide/contracts/projection/v1/projection_service';
import type { RecordedEvent } from '@ameide/event-store';
import { layoutMutationFromWire, semanticMutationFromWire } from '@ameide/graph-model/wire';
import type { Transaction } from '@ameide/postgres';
import { create, fromJson, type JsonValue, toJson } from '@bufbuild/protobuf';
import { readModel, takePendingLayout, writeDelta, writeModel, writePendingLayout } from '../adapters/rows.ts';
import { absentModel, advance } from '../domain/model.ts';

/** The events that read models are made from. */
export const projectedTypes = ['LayoutCommitted', 'ModelCommitted'] as const;

/** Deltas of so many commits are kept for watchers and for older versions. */
const keptDeltas = 1000;

const readerOptions = { ignoreUnknownFields: true };

/**
 * Brings the read model up to an event; in the transaction that commits the checkpoint. An event that was projected before
 * changes nothing.
 */
export async function projectEvent(event: RecordedEvent, tx: Transaction): Promise<void> {
  const data = event.data as JsonValue;
  if (event.type === 'LayoutCommitted') {
    const layout = fromJson(LayoutCommittedSchema, data, readerOptions);
    await writePendingLayout(tx, event.tenant, layout, layout.semanticVersion, data);
    return;
  }
  if (event.type !== 'ModelCommitted') return;
  const committed = fromJson(ModelCommittedSchema, data, readerOptions);
  const { version, notation, commitId, authorId, comment } = committed;
  const model = (await readModel(tx, committed)) ?? absentModel;
  const pending = await takePendingLayout(tx, committed, version);
  if (version <= model.version) return;
  const layout = pending ? fromJson(LayoutCommittedSchema, pending, readerOptions).changes : [];
  const change = {
    semantic: committed.changes.map(semanticMutationFromWire),
    layout: layout.map(layoutMutationFromWire),
  };
  await writeModel(tx, event.tenant, committed, advance(model, notation, version, change));
  const delta = create(ProjectionDeltaSchema, {
    fromVersion: version - 1,
    toVersion: version,
    commitId,
    authorId,
    comment,
    ...(committed.committedAt && { committedAt: committed.committedAt }),
    change: { semantic: committed.changes, layout },
    correlationId: event.metadata.correlationId ?? '',
  });
  await writeDelta(tx, event.tenant, committed, version, toJson(ProjectionDeltaSchema, delta), keptDeltas);
}
