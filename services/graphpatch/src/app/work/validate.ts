import { type Operation, planPatch } from '@ameide/graph-model';
import type { FoundModel } from '../models.ts';
import { type AnyFinding, findingsOf, withoutFixes } from './findings.ts';
import type { LoadedModel, OpenModels } from './open-model.ts';
import { withOwnIds } from './own-ids.ts';
import type { WorkDeps } from './work-deps.ts';

/** A version of a model that is looked at, or what operations would make of it. */
export interface ValidateWork {
  readonly tenantId: string;
  readonly model: FoundModel;
  readonly operations: readonly Operation[];
  /** How many findings to answer with. */
  readonly limit: number;
}

export function validate(deps: WorkDeps, models: OpenModels, work: ValidateWork): Uint8Array {
  const model = models.open(work.model);
  const { operations, limit } = work;
  const findings = operations.length === 0 ? model.findings() : findingsAfter(deps, model, operations);
  return deps.answers.validated(model.ref.version, findings, limit);
}

function findingsAfter(
  { json }: WorkDeps,
  model: LoadedModel,
  operations: readonly Operation[],
): readonly AnyFinding[] {
  const { graph, layout, document } = model;
  const notation = withOwnIds(model.notation, json.operations(operations));
  const plan = planPatch({ graph, layout, operations, notation });
  if (!plan.ok)
    return withoutFixes(
      'operation',
      plan.diagnostics.filter(({ severity }) => severity === 'error'),
    );
  const written = notation.write(document, plan.change);
  return findingsOf(notation, plan.after, notation.validate(written.document));
}
