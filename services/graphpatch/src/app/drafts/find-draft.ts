import { parseNamedRef } from '@ameide/graph-model';
import { actorOf } from '../actor.ts';
import type { GraphpatchDeps } from '../deps.ts';
import type { FoundModel } from '../models.ts';
import type { Caller } from '../ports.ts';
import { isRefused, type Refused, refuse } from '../refusal.ts';
import type { DraftRow } from './ports.ts';

/** The newest version of the branch that a request is about. @param ref of a branch */
export async function findBranch(
  { models }: Pick<GraphpatchDeps, 'models'>,
  tenantId: string,
  ref: string,
): Promise<FoundModel | Refused> {
  const named = parseNamedRef(ref);
  if (named?.version !== undefined || named?.baseline !== undefined) {
    return refuse('ref_invalid', 'Give the branch, not a version: leave out the @.');
  }
  return models.version(tenantId, ref);
}

/** The newest version of the branch that the caller draws on. Only people draw. @param ref of a branch */
export async function findDrawnBranch(
  deps: Pick<GraphpatchDeps, 'models'>,
  caller: Caller,
  ref: string,
): Promise<FoundModel | Refused> {
  return actorOf(caller) === 'agent' ? refuse('human_approval_required') : findBranch(deps, caller.tenantId, ref);
}

/** The newest version, and the caller's draft that has something in it. */
export interface FoundDraft {
  readonly head: FoundModel;
  readonly draft: DraftRow | undefined;
}

export async function findDraft(
  deps: Pick<GraphpatchDeps, 'draftRows' | 'models'>,
  caller: Caller,
  ref: string,
): Promise<FoundDraft | Refused> {
  const { tenantId, actorId } = caller;
  const head = await findBranch(deps, tenantId, ref);
  if (isRefused(head)) return head;
  return { head, draft: await deps.draftRows.read(tenantId, head.ref, actorId) };
}

/** Refused unless the draft is the one that the person has seen. @param revision 0 for whatever it is */
export function refuseUnseen(draft: DraftRow | undefined, revision: number): Refused | undefined {
  const has = draft?.revision ?? 0;
  if (revision === 0 || revision === has) return undefined;
  const message = `The draft has revision ${has}, not ${revision}: it has been changed elsewhere.`;
  return refuse('draft_conflict', message, { conflict: { serverVersion: has } });
}

/** The model as it is with the first batches of a draft. */
export function drawn(head: FoundModel, draft: DraftRow, batches: number): FoundModel {
  const { artifactId, branch, version, id, settledRevision } = draft;
  return { ...head, ref: { artifactId, branch, version }, draft: { id, settledRevision, batches } };
}

/** The version that a draft was drawn on. */
export function baseOf(head: FoundModel, { artifactId, branch, version }: DraftRow): FoundModel {
  return { ...head, ref: { artifactId, branch, version } };
}

/** A draft with nothing in it. */
export function emptied(draft: DraftRow, changedAt: number): DraftRow {
  const revision = draft.revision + 1;
  return { ...draft, revision, settledRevision: revision, operationCount: 0, batchCount: 0, changedAt };
}
