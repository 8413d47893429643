import {
  ApplyAISuggestionResponseSchema,
  FindingSource,
  GetAISuggestionsResponseSchema,
  ValidateDiagramResponseSchema,
} from '@ameide/contracts/editor/v1/model_editor_service';
import { diagnosticToWire, operationToWire } from '@ameide/graph-model/wire';
import { create, toBinary } from '@bufbuild/protobuf';
import type { Answers } from '../app/answer-ports.ts';
import type { AnyFinding } from '../app/work/findings.ts';
import { previewToWire } from './contract-json.ts';
import { commitToWire } from './patch.ts';

const sources: Readonly<Record<AnyFinding['source'], FindingSource>> = {
  schema: FindingSource.SCHEMA,
  rule: FindingSource.RULE,
  style: FindingSource.STYLE,
  operation: FindingSource.OPERATION,
};

/** Answers with what there is to say about a model. */
export const adviceAnswers: Pick<Answers, 'suggested' | 'suggestionApplied' | 'validated'> = {
  validated({ version, draftRevision, findings, limit, preview }) {
    const count = (severity: AnyFinding['severity']) =>
      findings.filter((finding) => finding.severity === severity).length;
    const answer = create(ValidateDiagramResponseSchema, {
      version,
      draftRevision,
      ...(preview && { preview: previewToWire(preview) }),
      findings: findings.slice(0, limit).map((finding) => ({
        diagnostic: diagnosticToWire(finding),
        source: sources[finding.source],
        fixes: finding.fixes.map((fix) => ({ ...fix, operations: fix.operations.map(operationToWire) })),
      })),
      totalCount: findings.length,
      errorCount: count('error'),
      warningCount: count('warning'),
    });
    return toBinary(ValidateDiagramResponseSchema, answer);
  },
  suggested({ version, draftRevision, suggestions, totalCount }) {
    const answer = create(GetAISuggestionsResponseSchema, {
      version,
      draftRevision,
      suggestions: suggestions.map((suggestion) => ({
        ...suggestion,
        elementIds: [...suggestion.elementIds],
        reasonValues: [...suggestion.reasonValues],
        operations: suggestion.operations.map(operationToWire),
      })),
      totalCount,
    });
    return toBinary(GetAISuggestionsResponseSchema, answer);
  },
  suggestionApplied({ commit, compiled }) {
    const answer = create(ApplyAISuggestionResponseSchema, {
      commit: commitToWire(commit),
      applied: previewToWire(compiled),
      warnings: compiled.diagnostics.map(diagnosticToWire),
    });
    return toBinary(ApplyAISuggestionResponseSchema, answer);
  },
};
