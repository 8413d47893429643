import {
  DocumentEditSchema,
  LayoutCommittedSchema,
  ModelCommittedSchema,
  PatchAppliedSchema,
  PatchProposedSchema,
  PatchRejectedSchema,
} from '@ameide/contracts/events/v1/graph';
import type { EventBody, Upcaster } from '@ameide/event-store';
import type { Change, TextEdit } from '@ameide/graph-model';
import {
  layoutMutationFromWire,
  layoutMutationToWire,
  operationFromWire,
  operationToWire,
  semanticMutationFromWire,
  semanticMutationToWire,
} from '@ameide/graph-model/wire';
import {
  create,
  type DescMessage,
  fromJson,
  type JsonValue,
  type MessageInitShape,
  type MessageShape,
  toJson,
} from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { LayoutCommitted, ModelCommitted } from '../domain/model/events.ts';
import type { PatchEvent } from '../domain/patch/events.ts';

/** The recorded form of our events: the JSON form of the messages of `ameide.events.v1`. */
export function modelCommittedToRecord(event: ModelCommitted): EventBody {
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

export function modelCommittedFromRecord({ type, data }: EventBody): ModelCommitted | undefined {
  if (type !== 'ModelCommitted') return undefined;
  const { $typeName, changes, documentEdits, committedAt, ...fields } = decode(ModelCommittedSchema, data);
  return {
    type,
    ...fields,
    changes: changes.map(semanticMutationFromWire),
    documentEdits: documentEdits.map(({ offset, length, text }) => ({ offset, length, text })),
    committedAt: isoTime(committedAt),
  };
}

export function layoutCommittedToRecord(event: LayoutCommitted): EventBody {
  const { type, changes, ...fields } = event;
  return { type, data: encode(LayoutCommittedSchema, { ...fields, changes: changes.map(layoutMutationToWire) }) };
}

export function layoutCommittedFromRecord({ type, data }: EventBody): LayoutCommitted | undefined {
  if (type !== 'LayoutCommitted') return undefined;
  const { $typeName, changes, ...fields } = decode(LayoutCommittedSchema, data);
  return { type, ...fields, changes: changes.map(layoutMutationFromWire) };
}

/** Since version 2 an agent is the proposer of its patches, on behalf of a person; the person was, before. */
const PATCH_PROPOSED_VERSION = 2;

export const upcasters: readonly Upcaster[] = [
  {
    type: 'PatchProposed',
    from: 1,
    upcast(data) {
      const { proposedBy = '', runId = '' } = data as { readonly proposedBy?: string; readonly runId?: string };
      return { ...data, ...currentProposer({ proposedBy, runId }) };
    },
  },
];

/** Who proposed a patch. Where nobody is told on whose behalf, the proposer is the person, also when an agent proposed. */
export function currentProposer(told: {
  readonly proposedBy: string;
  readonly onBehalfOf?: string | undefined;
  readonly runId: string;
}): { readonly proposedBy: string; readonly onBehalfOf: string } {
  const { proposedBy, onBehalfOf, runId } = told;
  if (onBehalfOf !== undefined) return { proposedBy, onBehalfOf };
  return runId === '' ? { proposedBy, onBehalfOf: '' } : { proposedBy: '', onBehalfOf: proposedBy };
}

export function patchEventToRecord(event: PatchEvent): EventBody & { readonly schemaVersion?: number } {
  switch (event.type) {
    case 'PatchProposed': {
      const { type, operations, proposedAt, ...fields } = event;
      const wire = { ...fields, operations: operations.map(operationToWire), proposedAt: timestamp(proposedAt) };
      return { type, schemaVersion: PATCH_PROPOSED_VERSION, data: encode(PatchProposedSchema, wire) };
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

export function patchEventFromRecord({ type, data }: EventBody): PatchEvent | undefined {
  switch (type) {
    case 'PatchProposed': {
      const { $typeName, operations, proposedAt, ...fields } = decode(PatchProposedSchema, data);
      return { type, ...fields, operations: operations.map(operationFromWire), proposedAt: isoTime(proposedAt) };
    }
    case 'PatchApplied': {
      const { $typeName, appliedAt, ...fields } = decode(PatchAppliedSchema, data);
      return { type, ...fields, appliedAt: isoTime(appliedAt) };
    }
    case 'PatchRejected': {
      const { $typeName, rejectedAt, ...fields } = decode(PatchRejectedSchema, data);
      return { type, ...fields, rejectedAt: isoTime(rejectedAt) };
    }
    default:
      return undefined;
  }
}

/** Fields that a later release has added are passed over. */
function decode<Desc extends DescMessage>(schema: Desc, data: object): MessageShape<Desc> {
  return fromJson(schema, data as JsonValue, { ignoreUnknownFields: true });
}

function encode<Desc extends DescMessage>(schema: Desc, init: MessageInitShape<Desc>): object {
  return toJson(schema, create(schema, init)) as object;
}

const timestamp = (iso: string) => timestampFromDate(new Date(iso));
const isoTime = (wire: Parameters<typeof timestampDate>[0] | undefined) =>
  wire ? timestampDate(wire).toISOString() : new Date(0).toISOString();

/** How a recorded ModelCommitted changed the graph. Its layout is in another stream and never conflicts by itself. */
export function changesOfRecord(data: object): Change {
  const { changes } = decode(ModelCommittedSchema, data);
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
