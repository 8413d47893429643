import { DiagnosticSchema } from '@ameide/contracts/graph/v1/diagnostic';
import { OperationSchema } from '@ameide/contracts/graph/v1/operation';
import { PatchPreviewSchema } from '@ameide/contracts/graph/v1/patch';
import { changeToWire, diagnosticToWire, operationToWire } from '@ameide/graph-model/wire';
import { create, type JsonObject, toJson } from '@bufbuild/protobuf';
import type { ContractJson } from '../app/ports.ts';

export const contractJson: ContractJson = {
  operations: (operations) => operations.map((operation) => toJson(OperationSchema, operationToWire(operation))),
  diagnostics: (diagnostics) => diagnostics.map((diagnostic) => toJson(DiagnosticSchema, diagnosticToWire(diagnostic))),
  preview: ({ plan, summary, editorCommands, documentDiff }) =>
    toJson(
      PatchPreviewSchema,
      create(PatchPreviewSchema, {
        summary: [...summary],
        change: changeToWire(plan.change),
        editorCommands: editorCommands.map(({ command, context }) => ({ command, context: context as JsonObject })),
        documentDiff,
        operations: plan.operations.map(({ id, touches, dependsOn }) => ({
          operationId: id,
          elementIds: [...touches.writes],
          dependsOn: [...dependsOn],
        })),
      }),
    ),
};
