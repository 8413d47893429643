import { DiagnosticSchema } from '@ameide/contracts/graph/v1/diagnostic';
import { PatchPreviewSchema } from '@ameide/contracts/graph/v1/patch';
import type { Diagnostic } from '@ameide/graph-model';
import { changeToWire, diagnosticToWire } from '@ameide/graph-model/wire';
import { create, type JsonObject, type JsonValue, toJson } from '@bufbuild/protobuf';
import type { CompiledPatch } from '../app/compile-patch.ts';

/** The JSON form of the contract's PatchPreview: what rows and recorded answers hold. */
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

export function diagnosticsToJson(diagnostics: readonly Diagnostic[]): JsonValue[] {
  return diagnostics.map((diagnostic) => toJson(DiagnosticSchema, diagnosticToWire(diagnostic)));
}
