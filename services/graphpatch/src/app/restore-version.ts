import { formatRef } from '@ameide/graph-model';
import { actorOf } from './actor.ts';
import { commitInTurn } from './commit-in-turn.ts';
import type { GraphpatchDeps } from './deps.ts';
import type { FoundModel } from './models.ts';
import type { Caller } from './ports.ts';
import { isRefused, type Refused, refuse } from './refusal.ts';

export interface RestoreVersionCommand {
  /** With the version that becomes the newest. */
  readonly ref: string;
  readonly dryRun: boolean;
  readonly expectedVersion?: number | undefined;
  readonly comment: string;
  readonly correlationId: string;
}

interface Versions {
  readonly restored: FoundModel;
  readonly head: FoundModel;
}

/** Makes what a version says the newest one, as a further commit; the encoded answer. */
export async function restoreVersion(
  deps: GraphpatchDeps,
  caller: Caller,
  { ref, dryRun, correlationId, expectedVersion, comment }: RestoreVersionCommand,
): Promise<Uint8Array | Refused> {
  const { tenantId } = caller;
  if (!dryRun && actorOf(caller) === 'agent') return refuse('human_approval_required');
  const found = await deps.models.find(tenantId, ref);
  if (isRefused(found)) return found;
  const commitId = deps.newId();
  return commitInTurn<Versions>(deps, caller, {
    procedure: 'RestoreVersion',
    model: found.ref,
    correlationId,
    payload: dryRun ? null : [ref, expectedVersion ?? null, comment],
    async read() {
      const restored = await deps.models.version(tenantId, ref);
      if (isRefused(restored)) return restored;
      const { artifactId, branch } = restored.ref;
      const newest = restored.head.version;
      if (expectedVersion !== undefined && expectedVersion !== newest) {
        const message = `${formatRef({ artifactId, branch })} has version ${newest}, not ${expectedVersion}.`;
        return refuse('version_mismatch', message, { conflict: { serverVersion: newest } });
      }
      return { restored, head: { ...restored, ref: { artifactId, branch, version: newest } } };
    },
    decide(versions, signal) {
      const committedAt = new Date(deps.now()).toISOString();
      const asked = { dryRun, commitId, authorId: caller.actorId, comment, correlationId, committedAt };
      return deps.worker.restore({ tenantId, ...versions, ...asked }, signal);
    },
  });
}
