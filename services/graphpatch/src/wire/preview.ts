import { DiagnosticSchema } from '@ameide/contracts/graph/v1/diagnostic';
import { OperationSchema } from '@ameide/contracts/graph/v1/operation';
import { PatchPreviewSchema } from '@ameide/contracts/graph/v1/patch';
import type { Diagnostic, Operation } from '@ameide/graph-model';
import { changeToWire, diagnosticToWire, operationToWire } from '@ameide/graph-model/wire';
import { create, type JsonObject, type JsonValue, toJson } from '@bufbuild/protobuf';
import type { CompiledPatch } from '../app/compile-patch.ts';

/** The JSON form of the contract's PatchPreview. */
export function previewToJson({ plan, summary, editorCommands, documentDiff }: CompiledPatch): JsonValue {
  const preview = create(PatchPreviewSchema, {
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
  return toJson(PatchPreviewSchema, preview);
}

export function operationsToJson(operations: readonly Operation[]): JsonValue[] {
  return operations.map((operation) => toJson(OperationSchema, operationToWire(operation)));
}

export function diagnosticsToJson(diagnostics: readonly Diagnostic[]): JsonValue[] {
  return diagnostics.map((diagnostic) => toJson(DiagnosticSchema, diagnosticToWire(diagnostic)));
}
