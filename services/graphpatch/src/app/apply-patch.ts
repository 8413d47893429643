import type { Payload } from '@ameide/event-store';
import { formatRef, type Ref } from '@ameide/graph-model';
import { actorOf } from './actor.ts';
import { changesSince } from './changes-since.ts';
import { commitInTurn } from './commit-in-turn.ts';
import type { GraphpatchDeps } from './deps.ts';
import type { FoundModel } from './models.ts';
import type { Caller } from './ports.ts';
import { type RecordedAnswer, recordedAnswer } from './recorded-answer.ts';
import { isRefused, type Refused, refuse } from './refusal.ts';

export interface ApplyPatchCommand {
  readonly patchId: string;
  /** Empty for all. */
  readonly approvedOperationIds: readonly string[];
  readonly expectedVersion?: number | undefined;
  readonly comment: string;
  readonly correlationId: string;
}

/** What the decision is made on. */
interface Known {
  readonly history: readonly Payload[];
  readonly head: FoundModel;
  readonly base: FoundModel;
  readonly between: readonly string[];
}

/** Approves operations of a patch and commits them on the newest version of the model; the encoded answer. */
export async function applyPatch(
  deps: GraphpatchDeps,
  caller: Caller,
  command: ApplyPatchCommand,
): Promise<Uint8Array | Refused> {
  const { patchId, approvedOperationIds, expectedVersion, comment, correlationId } = command;
  const { tenantId } = caller;
  const base = await deps.patchRows.baseOf(tenantId, patchId);
  if (!base) return refuse('patch_not_found');
  const model = { artifactId: base.artifactId, branch: base.branch };
  const commitId = deps.newId();
  return commitInTurn<Known>(deps, caller, {
    procedure: 'ApplyPatch',
    model,
    correlationId,
    payload: [patchId, approvedOperationIds, expectedVersion ?? null, comment],
    replay: (record) => answerOf(deps, record),
    read: () => readKnown(deps, tenantId, base, patchId),
    async decide(known, signal) {
      const { version } = known.head.ref;
      if (expectedVersion !== undefined && expectedVersion !== version) {
        const message = `${formatRef(model)} has version ${version}, not ${expectedVersion}.`;
        return refuse('version_mismatch', message, { conflict: { serverVersion: version } });
      }
      const by = { by: actorOf(caller), approvedBy: caller.actorId, now: new Date(deps.now()).toISOString() };
      const asked = { patchId, approvedOperationIds, comment, correlationId };
      return deps.worker.apply({ tenantId, ...known, ...asked, commitId, ...by }, signal);
    },
  });
}

/** The patch after the head: when it waits, it is not the reason why the model has another version. */
async function readKnown(
  deps: GraphpatchDeps,
  tenantId: string,
  baseRef: Required<Ref>,
  patchId: string,
): Promise<Known> {
  const { artifactId, branch } = baseRef;
  const head = await deps.models.version(tenantId, { artifactId, branch });
  if (isRefused(head)) throw new Error(`the patch ${patchId} is about nothing`);
  const history = await deps.log.patch(tenantId, patchId);
  const between = await changesSince(deps, tenantId, baseRef, baseRef.version, head.ref.version);
  return { history, head, base: { ...head, ref: baseRef }, between };
}

function answerOf({ answers }: GraphpatchDeps, record: object): Uint8Array {
  return 'response' in record ? recordedAnswer(record as RecordedAnswer) : answers.appliedAsRecorded(record);
}
