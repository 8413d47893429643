import { type CommandSource, change, type Loaded } from '@ameide/event-store';
import { type Change, closeSelection, formatRef, planPatch, type Ref, rebase } from '@ameide/graph-model';
import type { JsonValue } from '@bufbuild/protobuf';
import { decidePatch } from '../domain/patch/decide.ts';
import type { PatchEvent, PatchProposed } from '../domain/patch/events.ts';
import type { PatchState } from '../domain/patch/state.ts';
import { actorOf } from './actor.ts';
import { commit } from './commit.ts';
import { type CompiledPatch, compilePlan } from './compile-patch.ts';
import type { GraphpatchDeps } from './deps.ts';
import { execute, idempotencyOf } from './execute.ts';
import type { LoadedModel } from './models.ts';
import { withOwnIds } from './own-ids.ts';
import type { Caller, CommitRecord } from './ports.ts';
import { isRefused, type Refused, refuse, refuseFor } from './refusal.ts';

export interface ApplyPatchCommand {
  readonly patchId: string;
  /** Empty for all. */
  readonly approvedOperationIds: readonly string[];
  readonly expectedVersion?: number | undefined;
  readonly comment: string;
  readonly correlationId: string;
}

/** JSON: it is stored for repeats. */
export interface AppliedPatch {
  readonly commit: CommitRecord;
  readonly preview: JsonValue;
  readonly rebased: boolean;
  readonly diagnostics: readonly JsonValue[];
}

/** A patch is moved over so many commits at most. */
const MAX_INTERVENING_COMMITS = 500;

/** What the decision is made on. */
interface Known {
  readonly patch: Loaded<PatchState, PatchEvent>;
  readonly proposal: PatchProposed;
  readonly head: LoadedModel;
  readonly base: LoadedModel;
  /** What the commits after the base have changed; not read when they are too many. */
  readonly between: readonly Change[];
}

/** Approves operations of a patch and commits them on the newest version of the model. */
export async function applyPatch(
  deps: GraphpatchDeps,
  caller: Caller,
  command: ApplyPatchCommand,
): Promise<AppliedPatch | Refused> {
  const { patchId, approvedOperationIds, expectedVersion, comment, correlationId } = command;
  const { tenantId } = caller;
  const model = await deps.patchRows.modelOf(tenantId, patchId);
  if (!model) return refuse('patch_not_found');
  const payload = [patchId, approvedOperationIds, expectedVersion ?? null, comment];
  const commitId = deps.newId();
  const executed = await deps.inTurn(`${tenantId}/${formatRef(model)}`, () =>
    execute<Known, AppliedPatch>(deps, caller, correlationId, {
      slow: true,
      idempotency: idempotencyOf(caller, 'ApplyPatch', correlationId, payload),
      read: (source) => readKnown(deps, source, model, patchId),
      decide: (known) => decideOn(deps, caller, command, commitId, known),
    }),
  );
  return 'answer' in executed ? executed.answer : executed;
}

/** The patch after the head: when it waits, it is not the reason why the model has another version. */
async function readKnown(
  { models, aggregates }: GraphpatchDeps,
  { load, tenantId }: CommandSource,
  model: Ref,
  patchId: string,
): Promise<Known> {
  const head = await models.load(tenantId, model);
  const patch = await load(aggregates.patch, patchId);
  if (isRefused(head) || patch.state.status === 'absent') throw new Error(`the patch ${patchId} is about nothing`);
  const { proposal } = patch.state;
  const base = await models.load(tenantId, { ...model, version: proposal.baseVersion });
  if (isRefused(base)) throw new Error(`the base of the patch ${patchId} has disappeared`);
  const [from, until] = [proposal.baseVersion, head.ref.version];
  const between =
    until - from > MAX_INTERVENING_COMMITS ? [] : await models.changesBetween(tenantId, model, from, until);
  return { patch, proposal, head, base, between };
}

function decideOn(deps: GraphpatchDeps, caller: Caller, command: ApplyPatchCommand, commitId: string, known: Known) {
  const { patch, proposal, head } = known;
  const { artifactId, branch, version } = head.ref;
  if (command.expectedVersion !== undefined && command.expectedVersion !== version) {
    const message = `${formatRef({ artifactId, branch })} has version ${version}, not ${command.expectedVersion}.`;
    return refuse('version_mismatch', message, { conflict: { serverVersion: version } });
  }
  const approved = approvedOperations(proposal, command);
  if (!Array.isArray(approved)) return approved;
  const rebased = version !== proposal.baseVersion;
  const now = new Date(deps.now()).toISOString();
  const application = {
    patchId: proposal.patchId,
    approvedOperationIds: approved,
    commitId,
    version: version + 1,
    approvedBy: caller.actorId,
    rebased,
    appliedAt: now,
  };
  const decision = decidePatch({ type: 'ApplyPatch', by: actorOf(caller), ...application }, patch.state);
  if ('refused' in decision) return decision;
  const compiled = compileOnHead(deps, known, new Set(approved));
  if (isRefused(compiled)) return compiled;
  const { changes, commit: committed } = commit(deps.aggregates, head, {
    commitId,
    artifactId,
    branch,
    notation: head.notation.name,
    name: head.name,
    authorId: caller.actorId,
    runId: proposal.runId,
    patchId: proposal.patchId,
    comment: command.comment || proposal.title,
    summary: compiled.summary,
    changes: compiled.plan.change.semantic,
    layout: compiled.plan.change.layout,
    documentEdits: compiled.edits,
    committedAt: now,
    correlationId: command.correlationId,
  });
  const diagnostics = deps.json.diagnostics(compiled.diagnostics);
  return {
    changes: [...changes, change(patch, decision.events)],
    answer: { commit: committed, preview: deps.json.preview(compiled), rebased, diagnostics },
  };
}

function approvedOperations(proposal: PatchProposed, command: ApplyPatchCommand): string[] | Refused {
  const all = proposal.operations.map(({ id }) => id);
  if (command.approvedOperationIds.length === 0) return all;
  const unknown = command.approvedOperationIds.filter((id) => !all.includes(id));
  if (unknown.length === 0) return all.filter((id) => command.approvedOperationIds.includes(id));
  const message = `The patch has no operation ${unknown.join(', ')}; it has ${all.join(', ')}.`;
  return refuse('patch_invalid', message, { metadata: { operation_ids: unknown.join(' ') } });
}

/** Plans the approved operations on the newest version, as they were planned on the version that people have seen. */
function compileOnHead(
  { json }: GraphpatchDeps,
  { proposal, head, base, between }: Known,
  only: ReadonlySet<string>,
): CompiledPatch | Refused {
  const { operations, baseVersion } = proposal;
  const notation = withOwnIds(head.notation, json.operations(operations));
  const planOn = ({ graph, layout }: LoadedModel) => ({ graph, layout, operations, notation });
  const { missing } = closeSelection(planPatch(planOn(base)), only);
  if (missing.length > 0) {
    const what = `${missing.length === 1 ? 'operation' : 'operations'} ${missing.join(', ')}`;
    const message = `What is approved needs ${what} as well. Approve those too, or leave out what needs them.`;
    return refuse('approval_incomplete', message, { metadata: { operation_ids: missing.join(' ') } });
  }
  const plan = planPatch({ ...planOn(base), only });
  if (head.ref.version === baseVersion || !plan.ok) return accept(compilePlan(base, plan));

  if (head.ref.version - baseVersion > MAX_INTERVENING_COMMITS) {
    const message = `The model has had ${head.ref.version - baseVersion} commits since the patch was made; propose it again.`;
    return refuse('patch_conflict', message, { conflict: { serverVersion: head.ref.version } });
  }
  const moved = rebase(plan, between, { ...planOn(head), only });
  if (moved.ok) return accept(compilePlan(head, moved.plan));
  if (moved.conflicts.length === 0) return refuseFor('patch_invalid', moved.diagnostics);
  const message = moved.conflicts.map(({ ours, theirs }) => `${ours} But in the meantime: ${theirs}`).join(' ');
  const conflict = {
    serverVersion: head.ref.version,
    operationIds: [...new Set(moved.conflicts.flatMap(({ operationIds }) => operationIds))],
    elementIds: [...new Set(moved.conflicts.map(({ elementId }) => elementId))],
  };
  return refuse('patch_conflict', message, { conflict });
}

function accept(compiled: CompiledPatch): CompiledPatch | Refused {
  if (compiled.ok) return compiled;
  return refuseFor('patch_invalid', compiled.diagnostics);
}
