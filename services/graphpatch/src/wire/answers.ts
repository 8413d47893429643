import { ProposeCommandsResponseSchema } from '@ameide/contracts/editor/v1/model_editor_service';
import { DiagnosticSchema } from '@ameide/contracts/graph/v1/diagnostic';
import {
  ApplyPatchResponseSchema,
  GetPatchResponseSchema,
  ListPatchesResponseSchema,
  ProposePatchResponseSchema,
  RejectPatchResponseSchema,
} from '@ameide/contracts/graph/v1/graph_patch_service';
import {
  ExportModelResponseSchema,
  GetModelResponseSchema,
  RevertCommitResponseSchema,
} from '@ameide/contracts/graph/v1/model_service';
import { PatchPreviewSchema } from '@ameide/contracts/graph/v1/patch';
import { DiffResponseSchema, RestoreVersionResponseSchema } from '@ameide/contracts/graph/v1/version_service';
import { formatRef } from '@ameide/graph-model';
import { diagnosticToWire, graphToWire, layoutToWire } from '@ameide/graph-model/wire';
import { conflictToWire } from '@ameide/service-kit/errors';
import { fromJson, type JsonValue } from '@bufbuild/protobuf';
import type { Answers } from '../app/answer-ports.ts';
import type { CommitRecord } from '../app/model-ports.ts';
import { adviceAnswers } from './advice.ts';
import { previewToWire } from './contract-json.ts';
import { differenceToWire } from './difference.ts';
import { draftAnswers } from './draft-answers.ts';
import { encode } from './encode.ts';
import { commitToWire, patchToWire } from './patch.ts';
import { rejectionReasonToWire } from './rejection.ts';

const mediaTypes: Readonly<Record<string, string>> = { bpmn: 'application/bpmn+xml' };

export const answers: Answers = {
  ...adviceAnswers,
  ...draftAnswers,
  model: ({ ref, notation, name, graph, layout }) =>
    encode(GetModelResponseSchema, {
      ref: formatRef(ref),
      version: ref.version,
      notation: notation.name,
      name,
      graph: graphToWire(graph),
      layout: layoutToWire(layout),
    }),
  exported: ({ ref, notation, document }) =>
    encode(ExportModelResponseSchema, {
      document: notation.encode(document),
      mediaType: mediaTypes[notation.name] ?? 'application/xml',
      version: ref.version,
    }),
  notProposed: (baseVersion, compiled) =>
    encode(ProposePatchResponseSchema, {
      baseVersion,
      valid: compiled.ok,
      diagnostics: compiled.diagnostics.map(diagnosticToWire),
      ...(compiled.ok && { preview: previewToWire(compiled) }),
    }),
  proposed(row) {
    const patch = patchToWire(row);
    const { preview, diagnostics } = patch;
    return encode(ProposePatchResponseSchema, {
      patch,
      baseVersion: row.baseVersion,
      valid: true,
      diagnostics,
      ...(preview && { preview }),
    });
  },
  applied: ({ commit, compiled, rebased }) =>
    encode(ApplyPatchResponseSchema, {
      commit: commitToWire(commit),
      applied: previewToWire(compiled),
      rebased,
      diagnostics: compiled.diagnostics.map(diagnosticToWire),
    }),
  reverted: ({ commit, preview, diagnostics, ...versions }) =>
    encode(RevertCommitResponseSchema, {
      ...versions,
      ...(commit && { commit: commitToWire(commit) }),
      preview: previewToWire(preview),
      diagnostics: diagnostics.map(diagnosticToWire),
    }),
  restored: ({ commit, preview, diagnostics, ...versions }) =>
    encode(RestoreVersionResponseSchema, {
      ...versions,
      ...(commit && { commit: commitToWire(commit) }),
      preview: previewToWire(preview),
      diagnostics: diagnostics.map(diagnosticToWire),
    }),
  diff: ({ base, target, differences, nextPageToken, totals, documentDiff, isDocumentCut }) =>
    encode(DiffResponseSchema, {
      baseRef: formatRef(base.ref),
      targetRef: formatRef(target.ref),
      differences: differences.map(differenceToWire),
      nextPageToken,
      totals,
      documentDiff,
      documentDiffCut: isDocumentCut,
      documentDiffers: base.document !== target.document,
    }),
  appliedAsRecorded(record) {
    const { commit, preview, rebased, diagnostics } = record as RecordedApplication;
    return encode(ApplyPatchResponseSchema, {
      commit: commitToWire(commit),
      applied: fromJson(PatchPreviewSchema, preview),
      rebased,
      diagnostics: diagnostics.map((diagnostic) => fromJson(DiagnosticSchema, diagnostic)),
    });
  },
  appliedCommands: ({ commit, compiled, rebased, ids }) =>
    encode(ProposeCommandsResponseSchema, {
      outcome: {
        case: 'applied',
        value: {
          commit: commitToWire(commit),
          idMap: Object.fromEntries(ids),
          applied: previewToWire(compiled),
          rebased,
          warnings: compiled.diagnostics.map(diagnosticToWire),
        },
      },
    }),
  rejectedCommands: ({ reason, diagnostics, conflict }) =>
    encode(ProposeCommandsResponseSchema, {
      outcome: {
        case: 'rejected',
        value: {
          reason: rejectionReasonToWire(reason),
          diagnostics: diagnostics.map(diagnosticToWire),
          ...(conflict && { conflict: conflictToWire(conflict) }),
        },
      },
    }),
  rejected: (row) => encode(RejectPatchResponseSchema, { patch: patchToWire(row) }),
  patch: (row) => encode(GetPatchResponseSchema, { patch: patchToWire(row) }),
  patches: (rows, nextPageToken) =>
    encode(ListPatchesResponseSchema, { patches: rows.map(patchToWire), nextPageToken }),
};

/** The JSON form of the contract's messages. */
interface RecordedApplication {
  readonly commit: CommitRecord;
  readonly preview: JsonValue;
  readonly rebased: boolean;
  readonly diagnostics: readonly JsonValue[];
}
