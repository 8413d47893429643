import {
  DocumentEditSchema,
  LayoutCommittedSchema,
  ModelCommittedSchema,
  PatchAppliedSchema,
  PatchProposedSchema,
  PatchRejectedSchema,
} from '@ameide/contracts/events/v1/graph';
import type { NewEvent } from '@ameide/event-store';
import type { Change, TextEdit } from '@ameide/graph-model';
import {
  layoutMutationToWire,
  operationFromWire,
  operationToWire,
  semanticMutationFromWire,
  semanticMutationToWire,
} from '@ameide/graph-model/wire';
import { create, type DescMessage, fromJson, type JsonValue, type MessageInitShape, toJson } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { LayoutCommitted, ModelCommitted } from '../domain/model/events.ts';
import type { PatchEvent } from '../domain/patch/events.ts';

/** The recorded form of our events: the JSON form of the messages of `ameide.events.v1`. */
export function modelCommittedToRecord(event: ModelCommitted): NewEvent {
  const { type, changes, documentEdits, summary, committedAt, ...fields } = event;
  const data = encode(ModelCommittedSchema, {
    ...fields,
    summary: [...summary],
    changes: changes.map(semanticMutationToWire),
    documentEdits: documentEdits.map((edit) => ({ ...edit })),
    committedAt: timestamp(committedAt),
  });
  return { type, data };
}

export function layoutCommittedToRecord(event: LayoutCommitted): NewEvent {
  const { type, changes, ...fields } = event;
  return { type, data: encode(LayoutCommittedSchema, { ...fields, changes: changes.map(layoutMutationToWire) }) };
}

export function patchEventToRecord(event: PatchEvent): NewEvent {
  switch (event.type) {
    case 'PatchProposed': {
      const { type, operations, proposedAt, ...fields } = event;
      const wire = { ...fields, operations: operations.map(operationToWire), proposedAt: timestamp(proposedAt) };
      return { type, data: encode(PatchProposedSchema, wire) };
    }
    case 'PatchApplied': {
      const { type, approvedOperationIds, appliedAt, ...fields } = event;
      const wire = { ...fields, approvedOperationIds: [...approvedOperationIds], appliedAt: timestamp(appliedAt) };
      return { type, data: encode(PatchAppliedSchema, wire) };
    }
    case 'PatchRejected': {
      const { type, rejectedAt, ...fields } = event;
      return { type, data: encode(PatchRejectedSchema, { ...fields, rejectedAt: timestamp(rejectedAt) }) };
    }
  }
}

/** Throws on an event that is not a patch's: a broken invariant of the stream. */
export function patchEventFromRecord({ type, data }: { readonly type: string; readonly data: object }): PatchEvent {
  const json = data as JsonValue;
  switch (type) {
    case 'PatchProposed': {
      const { patchId, artifactId, branch, baseVersion, title, proposedBy, runId, ...wire } = fromJson(
        PatchProposedSchema,
        json,
      );
      const operations = wire.operations.map(operationFromWire);
      const proposedAt = isoTime(wire.proposedAt);
      return { type, patchId, artifactId, branch, baseVersion, operations, title, proposedBy, runId, proposedAt };
    }
    case 'PatchApplied': {
      const { patchId, approvedOperationIds, commitId, version, approvedBy, rebased, ...wire } = fromJson(
        PatchAppliedSchema,
        json,
      );
      const appliedAt = isoTime(wire.appliedAt);
      return { type, patchId, approvedOperationIds, commitId, version, approvedBy, rebased, appliedAt };
    }
    case 'PatchRejected': {
      const { patchId, rejectedBy, reason, rejectedAt } = fromJson(PatchRejectedSchema, json);
      return { type, patchId, rejectedBy, reason, rejectedAt: isoTime(rejectedAt) };
    }
    default:
      throw new Error(`${type} in the stream of a patch`);
  }
}

function encode<Desc extends DescMessage>(schema: Desc, init: MessageInitShape<Desc>): object {
  return toJson(schema, create(schema, init)) as object;
}

const timestamp = (iso: string) => timestampFromDate(new Date(iso));
const isoTime = (wire: Parameters<typeof timestampDate>[0] | undefined) =>
  wire ? timestampDate(wire).toISOString() : new Date(0).toISOString();

/** How a recorded ModelCommitted changed the graph. Its layout is in another stream and never conflicts by itself. */
export function changesOfRecord(data: object): Change {
  const { changes } = fromJson(ModelCommittedSchema, data as JsonValue);
  return { semantic: changes.map(semanticMutationFromWire), layout: [] };
}

/** How a recorded ModelCommitted changed the document; without decoding the rest, which may be large. */
export function documentEditsOfRecord(data: object): TextEdit[] {
  const { documentEdits = [] } = data as { readonly documentEdits?: readonly JsonValue[] };
  return documentEdits.map((edit) => {
    const { offset, length, text } = fromJson(DocumentEditSchema, edit);
    return { offset, length, text };
  });
}
