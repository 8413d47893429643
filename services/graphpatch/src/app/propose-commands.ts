import { type Operation, parseNamedRef, type Ref } from '@ameide/graph-model';
import { actorOf } from './actor.ts';
import { changesSince } from './changes-since.ts';
import { commitInTurn } from './commit-in-turn.ts';
import type { GraphpatchDeps } from './deps.ts';
import type { Caller } from './ports.ts';
import { isRefused, type Refused, refuse } from './refusal.ts';
import type { EditWork } from './work/edit.ts';

export interface ProposeCommandsCommand {
  /** Of a branch. */
  readonly ref: string;
  readonly expectedVersion: number;
  readonly operations: readonly Operation[];
  readonly rebase: boolean;
  readonly comment: string;
  readonly correlationId: string;
}

type Versions = Pick<EditWork, 'base' | 'between' | 'head'>;

/** Commits what a person has done by hand; the encoded answer, also when it is rejected. */
export async function proposeCommands(
  deps: GraphpatchDeps,
  caller: Caller,
  command: ProposeCommandsCommand,
): Promise<Uint8Array | Refused> {
  const { tenantId } = caller;
  const { ref, operations, expectedVersion, rebase, comment, correlationId } = command;
  if (actorOf(caller) === 'agent') return refuse('human_approval_required');
  const model = parseNamedRef(ref);
  if (model?.version !== undefined || model?.baseline !== undefined)
    return refuse('ref_invalid', 'Give the branch, not a version: leave out the @.');
  const found = await deps.models.find(tenantId, ref);
  if (isRefused(found)) return found;
  const commitId = deps.newId();
  const payload = correlationId === '' ? [] : [ref, deps.json.operations(operations), expectedVersion, rebase, comment];
  return commitInTurn<Versions>(deps, caller, {
    procedure: 'ProposeCommands',
    model: found.ref,
    correlationId,
    payload,
    read: () => readVersions(deps, tenantId, found.ref, expectedVersion),
    async decide(versions, signal) {
      const newest = versions.head.ref.version;
      if (newest !== expectedVersion && !rebase) {
        const message = `${ref} has version ${newest}, not ${expectedVersion}.`;
        const diagnostics = [{ severity: 'error', code: 'version_mismatch', message }] as const;
        const rejection = { reason: 'version_mismatch', diagnostics, conflict: { serverVersion: newest } } as const;
        return { changes: null, answer: deps.answers.rejectedCommands(rejection) };
      }
      const committedAt = new Date(deps.now()).toISOString();
      const asked = { operations, commitId, authorId: caller.actorId, comment, correlationId, committedAt };
      return deps.worker.edit({ tenantId, ...versions, ...asked }, signal);
    },
  });
}

async function readVersions(
  deps: GraphpatchDeps,
  tenantId: string,
  { artifactId, branch }: Ref,
  expectedVersion: number,
): Promise<Versions | Refused> {
  const head = await deps.models.version(tenantId, { artifactId, branch });
  if (isRefused(head)) return head;
  const base = await deps.models.version(tenantId, { artifactId, branch, version: expectedVersion });
  if (isRefused(base)) return base;
  const between = await changesSince(deps, tenantId, base.ref, expectedVersion, head.ref.version);
  return { head, base, between };
}
