import { formatRef, type Ref } from '@ameide/graph-model';
import { actorOf } from './actor.ts';
import { commitInTurn } from './commit-in-turn.ts';
import type { GraphpatchDeps } from './deps.ts';
import type { FoundModel } from './models.ts';
import type { Caller } from './ports.ts';
import { isRefused, type Refused, refuse } from './refusal.ts';
import { MAX_INTERVENING_COMMITS } from './work/compile-on-head.ts';
import type { RevertWork } from './work/revert.ts';

export interface RevertCommitCommand {
  /** With the version whose commit is taken back; the newest without. */
  readonly ref: string;
  readonly dryRun: boolean;
  readonly expectedVersion?: number | undefined;
  readonly comment: string;
  readonly correlationId: string;
}

type Versions = Pick<RevertWork, 'after' | 'before' | 'head' | 'steps'>;

/** Takes back what one commit did, as a further commit; the encoded answer. */
export async function revertCommit(
  deps: GraphpatchDeps,
  caller: Caller,
  command: RevertCommitCommand,
): Promise<Uint8Array | Refused> {
  const { tenantId } = caller;
  const { ref, dryRun, correlationId, expectedVersion, comment } = command;
  if (!dryRun && actorOf(caller) === 'agent') return refuse('human_approval_required');
  const found = await deps.models.find(tenantId, ref);
  if (isRefused(found)) return found;
  const commitId = deps.newId();
  return commitInTurn<Versions>(deps, caller, {
    procedure: 'RevertCommit',
    model: found.ref,
    correlationId,
    payload: dryRun ? null : [ref, expectedVersion ?? null, comment],
    read: () => readVersions(deps, tenantId, command),
    decide(versions, signal) {
      const committedAt = new Date(deps.now()).toISOString();
      const asked = { dryRun, commitId, authorId: caller.actorId, comment, correlationId, committedAt };
      return deps.worker.revert({ tenantId, ...versions, ...asked }, signal);
    },
  });
}

async function readVersions(
  { models, log }: GraphpatchDeps,
  tenantId: string,
  { ref, expectedVersion }: RevertCommitCommand,
): Promise<Versions | Refused> {
  const found = await models.version(tenantId, ref);
  if (isRefused(found)) return found;
  const { artifactId, branch, version } = found.ref;
  const newest = found.head.version;
  if (expectedVersion !== undefined && expectedVersion !== newest) {
    const message = `${formatRef({ artifactId, branch })} has version ${newest}, not ${expectedVersion}.`;
    return refuse('version_mismatch', message, { conflict: { serverVersion: newest } });
  }
  if (version === 1) return refuse('commit_not_revertible');
  if (newest - version > MAX_INTERVENING_COMMITS) {
    const message = `The model has had ${newest - version} commits since; ${MAX_INTERVENING_COMMITS} are allowed.`;
    return refuse('revert_conflict', message, { conflict: { serverVersion: newest } });
  }
  const model: Ref = { artifactId, branch };
  const at = (version: number): FoundModel => ({ ...found, ref: { artifactId, branch, version } });
  const steps = await log.commits(tenantId, model, version - 1, newest);
  return { before: at(version - 1), after: found, head: at(newest), steps };
}
