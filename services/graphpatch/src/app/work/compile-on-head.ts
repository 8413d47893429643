import { type Change, closeSelection, type Operation, planPatch, rebase } from '@ameide/graph-model';
import { type Refused, refuse } from '../refusal.ts';
import { type CompiledPatch, compilePlan } from './compile-patch.ts';
import type { LoadedModel } from './open-model.ts';
import { withOwnIds } from './own-ids.ts';
import type { WorkDeps } from './work-deps.ts';

/** Operations are moved over so many commits at most, and a commit is taken back from under so many. */
export const MAX_INTERVENING_COMMITS = 500;

export interface OnHead {
  readonly head: LoadedModel;
  /** The version that the operations were made on. */
  readonly base: LoadedModel;
  /** What each commit after the base has changed, as the log has it; none when they are too many. */
  readonly between: readonly string[];
  readonly operations: readonly Operation[];
  /** Ids of the operations to carry out; all when absent. */
  readonly only?: ReadonlySet<string>;
}

/**
 * Plans operations on the newest version, as they were planned on the version that people have seen; with errors among its
 * diagnostics it is not `ok`. Refuses `approval_incomplete`, and `patch_conflict` when they do not commute with what came between.
 */
export function compileOnHead({ json }: WorkDeps, on: OnHead): CompiledPatch | Refused {
  const { head, base, operations } = on;
  const only = on.only && { only: on.only };
  const notation = withOwnIds(head.notation, json.operations(operations));
  const planOn = ({ graph, layout }: LoadedModel) => ({ graph, layout, operations, notation });
  const { missing } = on.only ? closeSelection(planPatch(planOn(base)), on.only) : { missing: [] };
  if (missing.length > 0) {
    const what = `${missing.length === 1 ? 'operation' : 'operations'} ${missing.join(', ')}`;
    const message = `What is approved needs ${what} as well. Approve those too, or leave out what needs them.`;
    return refuse('approval_incomplete', message, { metadata: { operation_ids: missing.join(' ') } });
  }
  const plan = planPatch({ ...planOn(base), ...only });
  const passed = head.ref.version - base.ref.version;
  if (passed === 0 || !plan.ok) return compilePlan(base, plan);

  const serverVersion = head.ref.version;
  if (passed > MAX_INTERVENING_COMMITS) {
    const message = `The model has had ${passed} commits since the patch was made; propose it again.`;
    return refuse('patch_conflict', message, { conflict: { serverVersion } });
  }
  const between: readonly Change[] = on.between.map((changes) => json.changes(changes));
  const moved = rebase(plan, between, { ...planOn(head), ...only });
  if (moved.ok) return compilePlan(head, moved.plan);
  if (moved.conflicts.length === 0) return compilePlan(head, { ...plan, ok: false, diagnostics: moved.diagnostics });
  const message = moved.conflicts.map(({ ours, theirs }) => `${ours} But in the meantime: ${theirs}`).join(' ');
  const conflict = {
    serverVersion,
    operationIds: [...new Set(moved.conflicts.flatMap(({ operationIds }) => operationIds))],
    elementIds: [...new Set(moved.conflicts.map(({ elementId }) => elementId))],
    versions: [...new Set(moved.conflicts.map(({ intervening }) => base.ref.version + 1 + intervening))],
  };
  return refuse('patch_conflict', message, { conflict });
}
