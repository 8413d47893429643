import { DiagnosticSchema } from '@ameide/contracts/graph/v1/diagnostic';
import { OperationSchema } from '@ameide/contracts/graph/v1/operation';
import {
  type Commit,
  CommitSchema,
  type Patch,
  PatchPreviewSchema,
  PatchSchema,
  PatchState,
} from '@ameide/contracts/graph/v1/patch';
import { fieldsOf } from '@ameide/event-store';
import { formatRef } from '@ameide/graph-model';
import { create, type DescMessage, fromJson, type JsonValue, type MessageShape } from '@bufbuild/protobuf';
import { timestampFromDate, timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { CommitRecord } from '../app/model-ports.ts';
import type { PatchRow } from '../app/patch-ports.ts';
import { currentProposer } from './events.ts';

const states = {
  proposed: PatchState.PROPOSED,
  applied: PatchState.APPLIED,
  rejected: PatchState.REJECTED,
} as const satisfies Record<PatchRow['state'], PatchState>;

/** The rows' name of a state; undefined for any. */
export function patchStateFromWire(state: PatchState): PatchRow['state'] | undefined {
  return (Object.keys(states) as PatchRow['state'][]).find((name) => states[name] === state);
}

export function patchToWire(row: PatchRow): Patch {
  const { artifactId, branch, baseVersion: version, preview, decidedAt } = row;
  return create(PatchSchema, {
    ...row,
    ref: formatRef({ artifactId, branch, version }),
    state: states[row.state],
    operations: messages(OperationSchema, row.operations),
    ...currentProposer(row),
    proposedAt: timestampFromMs(row.proposedAt),
    decidedAt: decidedAt === undefined ? undefined : timestampFromMs(decidedAt),
    approvedOperationIds: [...(row.approvedOperationIds ?? [])],
    preview: preview === undefined ? undefined : fromJson(PatchPreviewSchema, JSON.parse(preview)),
    diagnostics: messages(DiagnosticSchema, row.diagnostics ?? '[]'),
  });
}

function messages<Schema extends DescMessage>(schema: Schema, json: string): MessageShape<Schema>[] {
  return (JSON.parse(json) as readonly JsonValue[]).map((message) => fromJson(schema, message));
}

/** @param recorded also as earlier releases have recorded answers, by the names of columns */
export function commitToWire(recorded: CommitRecord): Commit {
  const { committedAt, summary, ...facts } = fieldsOf<CommitRecord>(recorded);
  return create(CommitSchema, {
    ...facts,
    ref: formatRef(facts),
    summary: [...summary],
    committedAt: timestampFromDate(new Date(committedAt)),
  });
}
