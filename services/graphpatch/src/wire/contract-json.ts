import { DocumentEditSchema, LayoutCommittedSchema, ModelCommittedSchema } from '@ameide/contracts/events/v1/graph';
import { LayoutMutationSchema, SemanticMutationSchema } from '@ameide/contracts/graph/v1/change';
import { DiagnosticSchema } from '@ameide/contracts/graph/v1/diagnostic';
import { OperationSchema } from '@ameide/contracts/graph/v1/operation';
import { type PatchPreview, PatchPreviewSchema } from '@ameide/contracts/graph/v1/patch';
import { createUpcast } from '@ameide/event-store';
import {
  changeToWire,
  diagnosticToWire,
  layoutMutationFromWire,
  layoutMutationToWire,
  operationFromWire,
  operationToWire,
  semanticMutationFromWire,
  semanticMutationToWire,
} from '@ameide/graph-model/wire';
import { readStored } from '@ameide/service-kit/messages';
import {
  create,
  type DescMessage,
  fromJson,
  type JsonObject,
  type JsonValue,
  type MessageShape,
  toJson,
} from '@bufbuild/protobuf';
import type { ContractJson } from '../app/answer-ports.ts';
import type { PreviewFacts } from '../app/work/compile-patch.ts';
import { patchEventFromWire, upcasters } from './events.ts';

const upcast = createUpcast(upcasters);

export const contractJson: ContractJson = {
  operations: (operations) => operations.map((operation) => toJson(OperationSchema, operationToWire(operation))),
  diagnostics: (diagnostics) => diagnostics.map((diagnostic) => toJson(DiagnosticSchema, diagnosticToWire(diagnostic))),
  preview: (compiled) => toJson(PatchPreviewSchema, previewToWire(compiled)),
  changeJson: ({ semantic, layout }, edits) => ({
    changes: semantic.map((mutation) => toJson(SemanticMutationSchema, semanticMutationToWire(mutation))),
    layout: layout.map((mutation) => toJson(LayoutMutationSchema, layoutMutationToWire(mutation))),
    edits: edits.map((edit) => toJson(DocumentEditSchema, create(DocumentEditSchema, { ...edit }))),
  }),
  changeOf: ({ changes, layout }) => ({
    semantic: listOf(SemanticMutationSchema, changes).map(semanticMutationFromWire),
    layout: listOf(LayoutMutationSchema, layout).map(layoutMutationFromWire),
  }),
  operationsOf: (json) => listOf(OperationSchema, json).map(operationFromWire),
  // Layouts are in another stream and never conflict by themselves.
  changes: (json) => ({ semantic: listOf(SemanticMutationSchema, json).map(semanticMutationFromWire), layout: [] }),
  layout(json) {
    const { semanticVersion: version, changes } = readStored(LayoutCommittedSchema, JSON.parse(json));
    return { version, layout: changes.map(layoutMutationFromWire) };
  },
  textEdits: (json) => listOf(DocumentEditSchema, json).map(({ offset, length, text }) => ({ offset, length, text })),
  step({ json }) {
    const {
      version,
      revertedVersion,
      changes,
      documentEdits: edits,
    } = readStored(ModelCommittedSchema, JSON.parse(json));
    return { version, revertedVersion, change: { semantic: changes.map(semanticMutationFromWire) }, edits };
  },
  patchEvent({ type, schemaVersion, json }) {
    const { data } = upcast({ type, schemaVersion, data: JSON.parse(json) });
    return patchEventFromWire({ type, data });
  },
};

export function previewToWire({ plan, summary, editorCommands, documentDiff }: PreviewFacts): PatchPreview {
  return create(PatchPreviewSchema, {
    summary: [...summary],
    change: changeToWire(plan.change),
    editorCommands: editorCommands.map(({ command, context }) => ({ command, context: context as JsonObject })),
    documentDiff,
    operations: plan.operations.map(({ id, touches, dependsOn }) => ({
      operationId: id,
      elementIds: [...touches.writes],
      dependsOn: [...dependsOn],
    })),
  });
}

/** Messages of a recorded event; `null` where it has none. */
function listOf<Schema extends DescMessage>(schema: Schema, json: string): MessageShape<Schema>[] {
  const list = (JSON.parse(json) ?? []) as readonly JsonValue[];
  return list.map((message) => fromJson(schema, message, { ignoreUnknownFields: true }));
}
