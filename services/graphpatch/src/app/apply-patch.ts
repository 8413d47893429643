import { closeSelection, formatRef, planPatch, rebase } from '@ameide/graph-model';
import { eventMetadata } from '@ameide/service-kit/rpc';
import type { JsonValue } from '@bufbuild/protobuf';
import { decide } from '../domain/patch/decide.ts';
import type { PatchProposed } from '../domain/patch/events.ts';
import { commit, correlationIdReused, idempotencyOf } from './commit.ts';
import { type CompiledPatch, compilePlan } from './compile-patch.ts';
import type { GraphpatchDeps } from './deps.ts';
import { type LoadedPatch, loadPatch } from './load-patch.ts';
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

/** How often a commit is made again because another replica's came first; each time on the newer version. */
const ATTEMPTS = 10;
/** A patch is moved over so many commits at most. */
const MAX_INTERVENING_COMMITS = 500;

/** Approves operations of a patch and commits them on the newest version of the model. */
export async function applyPatch(
  deps: GraphpatchDeps,
  caller: Caller,
  command: ApplyPatchCommand,
): Promise<AppliedPatch | Refused> {
  const { patchId, approvedOperationIds, expectedVersion, comment } = command;
  const payload = [patchId, approvedOperationIds, expectedVersion ?? null, comment];
  const idempotency = idempotencyOf(caller, 'ApplyPatch', command.correlationId, payload);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    // The patch first: when it waits, no answer can have been given before.
    const patch = await loadPatch(deps, caller.tenantId, patchId);
    const answer = idempotency && (await deps.store.findAnswer(caller.tenantId, idempotency));
    if (answer?.outcome === 'refused') return correlationIdReused;
    if (answer) return answer.result as AppliedPatch;
    if (patch.state.status === 'absent') return refuse('patch_not_found');
    const { proposal } = patch.state;
    const tryIt = () => tryToApply(deps, caller, command, patch, proposal, idempotency);
    const done = await deps.inTurn(`${caller.tenantId}/${proposal.artifactId}/${proposal.branch}`, tryIt);
    if (done === 'stale') continue;
    // What does not fit may be this very patch, which somebody else has applied meanwhile.
    if (isRefused(done) && (await loadPatch(deps, caller.tenantId, patchId)).version !== patch.version) continue;
    return done;
  }
  return refuse('patch_conflict', 'The model is being changed too fast to apply the patch. Try again.');
}

async function tryToApply(
  deps: GraphpatchDeps,
  caller: Caller,
  command: ApplyPatchCommand,
  patch: LoadedPatch,
  proposal: PatchProposed,
  idempotency: ReturnType<typeof idempotencyOf>,
): Promise<AppliedPatch | Refused | 'stale'> {
  const { artifactId, branch } = proposal;
  const head = await deps.models.load(caller.tenantId, { artifactId, branch });
  if (isRefused(head)) throw new Error(`the model of the patch ${proposal.patchId} has disappeared`);
  const { version } = head.ref;
  if (command.expectedVersion !== undefined && command.expectedVersion !== version) {
    const message = `${formatRef({ artifactId, branch })} has version ${version}, not ${command.expectedVersion}.`;
    const metadata = { expected_version: String(command.expectedVersion), actual_version: String(version) };
    return refuse('version_mismatch', message, metadata);
  }
  const approved = approvedOperations(proposal, command);
  if (!Array.isArray(approved)) return approved;
  const rebased = version !== proposal.baseVersion;
  const now = new Date(deps.now()).toISOString();
  const commitId = deps.newId();
  const decision = decide(
    {
      type: 'apply',
      byHuman: caller.runId === '',
      application: {
        patchId: proposal.patchId,
        approvedOperationIds: approved,
        commitId,
        version: version + 1,
        approvedBy: caller.actorId,
        rebased,
        appliedAt: now,
      },
    },
    patch.state,
  );
  if ('refused' in decision) return decision;
  const compiled = await compileOnHead(deps, caller, proposal, new Set(approved), head);
  if (isRefused(compiled)) return compiled;

  const preview = deps.json.preview(compiled);
  const diagnostics = deps.json.diagnostics(compiled.diagnostics);
  const request = {
    commitId,
    artifactId,
    branch,
    version: version + 1,
    notation: head.notation.name,
    name: head.name,
    runId: proposal.runId,
    patchId: proposal.patchId,
    comment: command.comment || proposal.title,
    summary: compiled.summary,
    semantic: compiled.plan.change.semantic,
    layout: compiled.plan.change.layout,
    document: compiled.document,
    edits: compiled.edits,
    committedAt: now,
    correlationId: command.correlationId,
  };
  const metadata = eventMetadata(caller, command.correlationId);
  const events = decision.events.map((event) => ({ ...deps.json.patchEvent(event), metadata }));
  const result = (committed: CommitRecord): AppliedPatch => ({ commit: committed, preview, rebased, diagnostics });
  const done = await commit(deps, caller, request, {
    streams: [{ stream: patch.stream, expectedVersion: patch.version, events }],
    idempotency,
    result,
    write: async (tx) => {
      for (const event of decision.events)
        if (event.type === 'PatchApplied') await deps.patchRows.markApplied(tx, event);
    },
  });
  if (isRefused(done)) return done;
  if (done.outcome === 'replayed') return done.result as AppliedPatch;
  return done.outcome === 'stale' ? 'stale' : result(done.commit);
}

function approvedOperations(proposal: PatchProposed, command: ApplyPatchCommand): string[] | Refused {
  const all = proposal.operations.map(({ id }) => id);
  if (command.approvedOperationIds.length === 0) return all;
  const unknown = command.approvedOperationIds.filter((id) => !all.includes(id));
  if (unknown.length === 0) return all.filter((id) => command.approvedOperationIds.includes(id));
  const message = `The patch has no operation ${unknown.join(', ')}; it has ${all.join(', ')}.`;
  return refuse('patch_invalid', message, { operation_ids: unknown.join(' ') });
}

/** Plans the approved operations on the newest version, as they were planned on the version that people have seen. */
async function compileOnHead(
  deps: GraphpatchDeps,
  caller: Caller,
  proposal: PatchProposed,
  only: ReadonlySet<string>,
  head: LoadedModel,
): Promise<CompiledPatch | Refused> {
  const { operations, baseVersion } = proposal;
  const base = await deps.models.load(caller.tenantId, { ...head.ref, version: baseVersion });
  if (isRefused(base)) throw new Error(`the base of the patch ${proposal.patchId} has disappeared`);
  const notation = withOwnIds(head.notation, deps.json.operations(operations));
  const planOn = ({ graph, layout }: LoadedModel) => ({ graph, layout, operations, notation });
  const { missing } = closeSelection(planPatch(planOn(base)), only);
  if (missing.length > 0) {
    const what = `${missing.length === 1 ? 'operation' : 'operations'} ${missing.join(', ')}`;
    const message = `What is approved needs ${what} as well. Approve those too, or leave out what needs them.`;
    return refuse('approval_incomplete', message, { operation_ids: missing.join(' ') });
  }
  const plan = planPatch({ ...planOn(base), only });
  if (head.ref.version === baseVersion || !plan.ok) return accept(compilePlan(base, plan));

  if (head.ref.version - baseVersion > MAX_INTERVENING_COMMITS) {
    const message = `The model has had ${head.ref.version - baseVersion} commits since the patch was made; propose it again.`;
    return refuse('patch_conflict', message, versions(baseVersion, head));
  }
  const between = await deps.models.changesBetween(caller.tenantId, head.ref, baseVersion, head.ref.version);
  const moved = rebase(plan, between, { ...planOn(head), only });
  if (moved.ok) return accept(compilePlan(head, moved.plan));
  if (moved.conflicts.length === 0) return refuseFor('patch_invalid', moved.diagnostics);
  const message = moved.conflicts.map(({ ours, theirs }) => `${ours} But in the meantime: ${theirs}`).join(' ');
  return refuse('patch_conflict', message, {
    ...versions(baseVersion, head),
    operation_ids: [...new Set(moved.conflicts.flatMap(({ operationIds }) => operationIds))].join(' '),
    element_ids: [...new Set(moved.conflicts.map(({ elementId }) => elementId))].join(' '),
  });
}

const versions = (base: number, { ref }: LoadedModel) => ({
  base_version: String(base),
  actual_version: String(ref.version),
});

function accept(compiled: CompiledPatch): CompiledPatch | Refused {
  if (compiled.ok) return compiled;
  return refuseFor('patch_invalid', compiled.diagnostics);
}
