import {
  type Diagnostic,
  describeChange,
  type EditorCommand,
  type Operation,
  type Plan,
  planPatch,
  type TextEdit,
} from '@ameide/graph-model';
import type { JsonValue } from '@bufbuild/protobuf';
import { createTwoFilesPatch } from 'diff';
import type { LoadedModel } from './open-model.ts';
import { withOwnIds } from './own-ids.ts';

/** What a preview shows. */
export interface PreviewFacts {
  readonly plan: Pick<Plan, 'change' | 'operations'>;
  /** One line for each thing that changes. */
  readonly summary: readonly string[];
  readonly editorCommands: readonly EditorCommand[];
  /** Unified diff of the document. */
  readonly documentDiff: string;
}

/** What operations do to one version of a model, down to its document. */
export interface CompiledPatch extends PreviewFacts {
  readonly ok: boolean;
  readonly plan: Plan;
  /** The errors first. */
  readonly diagnostics: readonly Diagnostic[];
  readonly document: string;
  readonly edits: readonly TextEdit[];
}

/** A document in which almost everything changes has no readable difference; the preview is without one then. */
const DIFF_TIMEOUT_MS = 500;
const severities = ['error', 'warning', 'info'];

/** The one pipeline behind dry runs, proposals and commits: plan, write, validate, preview. */
export function compilePatch(
  model: LoadedModel,
  operations: readonly Operation[],
  operationsJson: readonly JsonValue[],
): CompiledPatch {
  const { graph, layout } = model;
  const notation = withOwnIds(model.notation, operationsJson);
  const plan = planPatch({ graph, layout, operations, notation });
  return compilePlan(model, plan);
}

export function compilePlan(model: LoadedModel, plan: Plan): CompiledPatch {
  const { notation } = model;
  const nothing = { plan, document: model.document, edits: [], summary: [], editorCommands: [], documentDiff: '' };
  if (!plan.ok) return { ...nothing, ok: false, diagnostics: sorted(plan.diagnostics) };
  const { document, edits, diagnostics: lacking } = notation.write(model.document, plan.change);
  const diagnostics = sorted([
    ...plan.diagnostics,
    ...lacking,
    ...emptyChange(plan),
    ...newSchemaErrors(model, document),
  ]);
  return {
    ok: diagnostics.every(({ severity }) => severity !== 'error'),
    diagnostics,
    document,
    edits,
    ...describePlan(model, plan),
    documentDiff: documentDiff(model.document, document),
  };
}

/** What a plan does, in words and as commands of the editor. */
export function describePlan({ graph, notation }: LoadedModel, plan: Plan) {
  return {
    plan,
    summary: describeChange(plan.change, graph, plan.after.graph),
    editorCommands: notation.editorCommands(plan.after, plan.change),
  };
}

/** That operations change nothing is an error. */
export function emptyChange({ change }: Pick<Plan, 'change'>): Diagnostic[] {
  if (change.semantic.length + change.layout.length > 0) return [];
  const message = 'The operations change nothing: the model already is as they would make it.';
  return [{ severity: 'error', code: 'patch_changes_nothing', message }];
}

/** The schema decides: a document that was valid must stay so. One that was imported with violations may keep those. */
export function newSchemaErrors(model: LoadedModel, document: string): Diagnostic[] {
  const errors = model.notation.validate(document).filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return [];
  const known = new Set(model.schemaErrors().map(({ message }) => message));
  return errors.filter(({ message }) => !known.has(message));
}

/** Empty also for documents that differ almost everywhere. */
export function documentDiff(before: string, after: string): string {
  if (before === after) return '';
  const options = { context: 1, timeout: DIFF_TIMEOUT_MS };
  return createTwoFilesPatch('before', 'after', before, after, undefined, undefined, options) ?? '';
}

/** The errors first. */
export function sorted(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}
