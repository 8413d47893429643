import { type Change, type Conflict, labelOf, type Operation, type Plan, planPatch, rebase } from '@ameide/graph-model';
import type { JsonValue } from '@bufbuild/protobuf';
import type { DraftClash } from '../../drafts/ports.ts';
import type { LoadedModel } from '../open-model.ts';
import { withOwnIds } from '../own-ids.ts';

/** Operations that were sent together. */
export interface Batch {
  readonly id: string;
  readonly operations: readonly Operation[];
  /** The same as JSON of the contract. */
  readonly json: readonly JsonValue[];
}

/** One batch that was made on one state of a model, to be made on another. */
export interface BatchMove {
  readonly batch: Batch;
  readonly from: LoadedModel;
  readonly to: LoadedModel;
  /** What leads from the one to the other. */
  readonly between: readonly Change[];
  /** Ids of operations that are carried out whatever they collide with. */
  readonly mine: ReadonlySet<string>;
  /** Ids of operations that are left out, with those that need them. */
  readonly theirs: ReadonlySet<string>;
}

/** A clash, and which of the changes between it is with. */
export type FoundClash = Omit<DraftClash, 'theirAuthorId' | 'theirVersion'> & Pick<Conflict, 'intervening'>;

export interface BatchMoved {
  /** As the batch was made; not ok when that is not possible any more. */
  readonly before: Plan;
  /** As it is made now, with the operations that are left; undefined when none is. */
  readonly after: Plan | undefined;
  readonly left: readonly Operation[];
  /** Empty when everything that is left is in `after`. */
  readonly clashes: readonly FoundClash[];
}

/** Makes a batch on another state. Where it clashes, `after` has what does not. */
export function moveBatch({ batch, from, to, between, mine, theirs }: BatchMove): BatchMoved {
  const notation = withOwnIds(to.notation, [batch.id, ...batch.json]);
  const planOn = ({ graph, layout }: LoadedModel, only?: ReadonlySet<string>) => {
    const { operations } = batch;
    return { graph, layout, operations, notation, ...(only && { only }) };
  };
  const before = planPatch(planOn(from));
  const out = withDependents(before, theirs);
  const left = batch.operations.filter(({ id }) => !out.has(id));
  if (left.length === 0) return { before, after: undefined, left, clashes: [] };
  if (!before.ok) return { before, after: undefined, left, clashes: [ruleClash(batch, before, before, to)] };
  if (from === to && out.size === 0) return { before, after: before, left, clashes: [] };

  const only = out.size === 0 ? undefined : new Set(left.map(({ id }) => id));
  const ours = only ? planPatch(planOn(from, only)) : before;
  const moved = rebase(ours, between, planOn(to, only), mine);
  if (moved.ok) return { before, after: moved.plan, left, clashes: [] };

  const whole = planPatch(planOn(to, only));
  const clashes =
    moved.conflicts.length === 0
      ? [ruleClash(batch, ours, whole, to)]
      : moved.conflicts.map((conflict) => clashOf(batch, conflict, whole, from, to));
  const rest = withDependents(before, new Set(clashes.flatMap(({ operationIds }) => operationIds)));
  const others = new Set(left.flatMap(({ id }) => (rest.has(id) ? [] : [id])));
  const partly = others.size === 0 ? undefined : planPatch(planOn(to, others));
  return { before, after: partly?.ok ? partly : undefined, left, clashes };
}

/** Operations, and those that need them. */
function withDependents({ operations }: Plan, ids: ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set(ids);
  for (let size = -1; size !== all.size; ) {
    size = all.size;
    for (const { id, dependsOn } of operations) if (dependsOn.some((needed) => all.has(needed))) all.add(id);
  }
  return all;
}

function clashOf(batch: Batch, conflict: Conflict, again: Plan, from: LoadedModel, to: LoadedModel): FoundClash {
  const { elementId, field, ours, theirs, values, intervening } = conflict;
  const operationIds = conflict.operationIds.length > 0 ? conflict.operationIds : batch.operations.map(({ id }) => id);
  const broken = failing(batch, again);
  return {
    ...{ batchId: batch.id, operationIds, elementId, field, ours, theirs, intervening },
    ...(values && { values }),
    ...nameOf(elementId, from, to),
    canKeepMine: !operationIds.some((id) => broken.has(id)),
  };
}

/** An operation that does not fit any more, though nothing has changed what it changes. */
function ruleClash(batch: Batch, ours: Plan, again: Plan, to: LoadedModel): FoundClash {
  const error = again.diagnostics.find(({ severity }) => severity === 'error');
  const operationIds = [...failing(batch, again)];
  const written = ours.operations.find(({ id }) => operationIds.includes(id))?.touches.writes[0];
  const elementId = error?.elementIds?.[0] ?? written ?? '';
  return {
    ...{ batchId: batch.id, operationIds, elementId, field: 'rule', intervening: -1 },
    ours: '',
    theirs: error?.message ?? '',
    ...nameOf(elementId, to, to),
    canKeepMine: false,
  };
}

/** The operations that errors are about; all when that is not known. */
function failing({ operations }: Batch, { ok, diagnostics }: Plan): ReadonlySet<string> {
  if (ok) return new Set();
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const named = errors.flatMap(({ operationId }) => operationId ?? []);
  return new Set(named.length === errors.length ? named : operations.map(({ id }) => id));
}

function nameOf(id: string, ...models: readonly LoadedModel[]) {
  for (const { graph } of models) {
    const element = graph.nodes.get(id) ?? graph.edges.get(id);
    if (element) return { elementName: element.name || labelOf(element), elementKind: element.kind };
  }
  return { elementName: id, elementKind: '' };
}
