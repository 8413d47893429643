import { type Operation, planPatch } from '@ameide/graph-model';
import type { Looked } from '../drafts/look-at-draft.ts';
import { describePlan, type PreviewFacts } from './compile-patch.ts';
import { type AnyFinding, findingsOf, withoutFixes } from './findings.ts';
import type { LoadedModel, OpenModels } from './open-model.ts';
import { withOwnIds } from './own-ids.ts';
import type { WorkDeps } from './work-deps.ts';

/** A model that is looked at, or what operations would make of it. */
export interface ValidateWork extends Looked {
  readonly tenantId: string;
  readonly operations: readonly Operation[];
  /** How many findings to answer with. */
  readonly limit: number;
}

export function validate(deps: WorkDeps, models: OpenModels, work: ValidateWork): Uint8Array {
  const model = models.open(work.model);
  const { operations, limit, draftRevision } = work;
  const looked = { version: model.ref.version, draftRevision };
  const { findings, preview } =
    operations.length === 0 ? { findings: model.findings() } : findingsAfter(deps, model, operations);
  return deps.answers.validated({ ...looked, findings, limit, ...(preview && { preview }) });
}

function findingsAfter(
  { json }: WorkDeps,
  model: LoadedModel,
  operations: readonly Operation[],
): { readonly findings: readonly AnyFinding[]; readonly preview?: PreviewFacts } {
  const { graph, layout, document } = model;
  const notation = withOwnIds(model.notation, json.operations(operations));
  const plan = planPatch({ graph, layout, operations, notation });
  if (!plan.ok) {
    const errors = plan.diagnostics.filter(({ severity }) => severity === 'error');
    return { findings: withoutFixes('operation', errors) };
  }
  const written = notation.write(document, plan.change);
  return {
    findings: findingsOf(notation, plan.after, notation.validate(written.document)),
    preview: { ...describePlan(model, plan), documentDiff: '' },
  };
}
