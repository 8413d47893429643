import {
  LayoutCommittedSchema,
  ModelCommittedSchema,
  PatchAppliedSchema,
  PatchProposedSchema,
  PatchRejectedSchema,
} from '@ameide/contracts/events/v1/graph';
import type { EventBody, Upcaster } from '@ameide/event-store';
import {
  layoutMutationFromWire,
  layoutMutationToWire,
  operationFromWire,
  operationToWire,
  semanticMutationFromWire,
  semanticMutationToWire,
} from '@ameide/graph-model/wire';
import { readStored, stored } from '@ameide/service-kit/messages';
import type { LayoutCommitted, ModelCommitted } from '../domain/model/events.ts';
import type { PatchEvent } from '../domain/patch/events.ts';
import { isoTime, timestamp } from './times.ts';

/** The recorded form of our events: the JSON form of the messages of `ameide.events.v1`. */
export function modelCommittedToWire(event: ModelCommitted): EventBody {
  return stored(ModelCommittedSchema, {
    ...event,
    summary: [...event.summary],
    changes: event.changes.map(semanticMutationToWire),
    documentEdits: event.documentEdits.map((edit) => ({ ...edit })),
    committedAt: timestamp(event.committedAt),
  });
}

export function modelCommittedFromWire({ type, data }: EventBody): ModelCommitted | undefined {
  if (type !== 'ModelCommitted') return undefined;
  const { $typeName, changes, documentEdits, committedAt, ...fields } = readStored(ModelCommittedSchema, data);
  return {
    type,
    ...fields,
    changes: changes.map(semanticMutationFromWire),
    documentEdits: documentEdits.map(({ offset, length, text }) => ({ offset, length, text })),
    committedAt: isoTime(committedAt),
  };
}

export function layoutCommittedToWire(event: LayoutCommitted): EventBody {
  return stored(LayoutCommittedSchema, { ...event, changes: event.changes.map(layoutMutationToWire) });
}

export function layoutCommittedFromWire({ type, data }: EventBody): LayoutCommitted | undefined {
  if (type !== 'LayoutCommitted') return undefined;
  const { $typeName, changes, ...fields } = readStored(LayoutCommittedSchema, data);
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

export function patchEventToWire(event: PatchEvent): EventBody & { readonly schemaVersion?: number } {
  switch (event.type) {
    case 'PatchProposed': {
      const operations = event.operations.map(operationToWire);
      const wire = { ...event, operations, proposedAt: timestamp(event.proposedAt) };
      return { ...stored(PatchProposedSchema, wire), schemaVersion: PATCH_PROPOSED_VERSION };
    }
    case 'PatchApplied': {
      const { approvedOperationIds, appliedAt } = event;
      const wire = { ...event, approvedOperationIds: [...approvedOperationIds], appliedAt: timestamp(appliedAt) };
      return stored(PatchAppliedSchema, wire);
    }
    case 'PatchRejected':
      return stored(PatchRejectedSchema, { ...event, rejectedAt: timestamp(event.rejectedAt) });
  }
}

export function patchEventFromWire({ type, data }: EventBody): PatchEvent | undefined {
  switch (type) {
    case 'PatchProposed': {
      const { $typeName, operations, proposedAt, ...fields } = readStored(PatchProposedSchema, data);
      return { type, ...fields, operations: operations.map(operationFromWire), proposedAt: isoTime(proposedAt) };
    }
    case 'PatchApplied': {
      const { $typeName, appliedAt, ...fields } = readStored(PatchAppliedSchema, data);
      return { type, ...fields, appliedAt: isoTime(appliedAt) };
    }
    case 'PatchRejected': {
      const { $typeName, rejectedAt, ...fields } = readStored(PatchRejectedSchema, data);
      return { type, ...fields, rejectedAt: isoTime(rejectedAt) };
    }
    default:
      return undefined;
  }
}
