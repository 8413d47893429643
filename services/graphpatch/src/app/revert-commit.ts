import type { ModelStep, Ref } from '@ameide/graph-model';
import { formatRef } from '@ameide/graph-model';
import type { JsonValue } from '@bufbuild/protobuf';
import { actorOf } from './actor.ts';
import { commit } from './commit.ts';
import { compileRevert } from './compile-revert.ts';
import type { GraphpatchDeps } from './deps.ts';
import { execute, idempotencyOf } from './execute.ts';
import type { LoadedModel } from './models.ts';
import type { Caller, CommitRecord } from './ports.ts';
import { isRefused, type Refused, refuse } from './refusal.ts';

export interface RevertCommitCommand {
  /** With the version whose commit is taken back; the newest without. */
  readonly ref: string;
  readonly dryRun: boolean;
  readonly expectedVersion?: number | undefined;
  readonly comment: string;
  readonly correlationId: string;
}

/** JSON: it is stored for repeats. */
export interface RevertedCommit {
  /** Null after a dry run. */
  readonly commit: CommitRecord | null;
  readonly baseVersion: number;
  readonly revertedVersion: number;
  readonly preview: JsonValue;
  readonly diagnostics: readonly JsonValue[];
}

/** A commit is taken back from so many later ones at most. */
const MAX_INTERVENING_COMMITS = 500;

/** The versions that a commit was made from and made, the newest, and what the commits from this one on did. */
export interface RevertedVersions {
  readonly before: LoadedModel;
  readonly after: LoadedModel;
  readonly head: LoadedModel;
  readonly steps: readonly ModelStep[];
}

/** Takes back what one commit did, as a further commit. */
export async function revertCommit(
  deps: GraphpatchDeps,
  caller: Caller,
  command: RevertCommitCommand,
): Promise<RevertedCommit | Refused> {
  const { tenantId } = caller;
  const { ref, dryRun, correlationId, expectedVersion, comment } = command;
  if (!dryRun && actorOf(caller) === 'agent') return refuse('human_approval_required');
  const found = await deps.models.find(tenantId, ref);
  if (isRefused(found)) return found;
  const { artifactId, branch } = found.ref;
  const model = { artifactId, branch };
  const commitId = deps.newId();
  const payload = [ref, expectedVersion ?? null, comment];
  const executed = await deps.inTurn(`${tenantId}/${formatRef(model)}`, () =>
    execute<RevertedVersions | Refused, RevertedCommit, { readonly notStored: RevertedCommit }>(
      deps,
      caller,
      correlationId,
      {
        slow: true,
        idempotency: dryRun ? undefined : idempotencyOf(caller, 'RevertCommit', correlationId, payload),
        read: () => readVersions(deps, tenantId, command),
        decide(versions) {
          if (isRefused(versions)) return versions;
          const { head, after } = versions;
          const compiled = compileRevert(versions);
          if (isRefused(compiled)) return compiled;
          const answer = {
            baseVersion: head.ref.version,
            revertedVersion: after.ref.version,
            preview: deps.json.preview(compiled),
            diagnostics: deps.json.diagnostics(compiled.diagnostics),
          };
          if (dryRun) return { refused: { notStored: { ...answer, commit: null } } };
          const { changes, commit: committed } = commit(deps.aggregates, head, {
            commitId,
            ...model,
            notation: head.notation.name,
            name: compiled.name,
            authorId: caller.actorId,
            runId: '',
            patchId: '',
            revertedVersion: after.ref.version,
            comment: comment || `Take back version ${after.ref.version}`,
            summary: compiled.summary,
            changes: compiled.plan.change.semantic,
            layout: compiled.plan.change.layout,
            documentEdits: compiled.edits,
            committedAt: new Date(deps.now()).toISOString(),
            correlationId,
          });
          return { changes, answer: { ...answer, commit: committed } };
        },
      },
    ),
  );
  if ('answer' in executed) return executed.answer;
  const { refused } = executed;
  return 'notStored' in refused ? refused.notStored : { refused };
}

async function readVersions(
  { models }: GraphpatchDeps,
  tenantId: string,
  { ref, expectedVersion }: RevertCommitCommand,
): Promise<RevertedVersions | Refused> {
  const found = await models.find(tenantId, ref);
  if (isRefused(found)) return found;
  const { artifactId, branch, version } = found.ref;
  const at = (version: number): Ref => ({ artifactId, branch, version });
  const head = await models.load(tenantId, at(found.head.version));
  if (isRefused(head)) return head;
  const newest = head.ref.version;
  if (expectedVersion !== undefined && expectedVersion !== newest) {
    const message = `${formatRef({ artifactId, branch })} has version ${newest}, not ${expectedVersion}.`;
    return refuse('version_mismatch', message, { conflict: { serverVersion: newest } });
  }
  const after = version === newest ? head : await models.load(tenantId, at(version));
  if (isRefused(after)) return after;
  if (version === 1) return refuse('commit_not_revertible');
  if (newest - version > MAX_INTERVENING_COMMITS) {
    const message = `The model has had ${newest - version} commits since; ${MAX_INTERVENING_COMMITS} are allowed.`;
    return refuse('revert_conflict', message, { conflict: { serverVersion: newest } });
  }
  const before = await models.load(tenantId, at(version - 1));
  if (isRefused(before)) return before;
  const steps = await models.stepsBetween(tenantId, at(newest), version - 1, newest);
  return { before, after, head, steps };
}
