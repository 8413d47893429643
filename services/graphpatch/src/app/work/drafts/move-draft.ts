import { inverse } from '@ameide/graph-model';
import type { DraftBatch, DraftProcedure, DraftRow } from '../../drafts/ports.ts';
import type { FoundModel } from '../../models.ts';
import { rejectionFor } from '../edit.ts';
import type { OpenModels } from '../open-model.ts';
import type { WorkDeps } from '../work-deps.ts';
import { moveBatches } from './move-batches.ts';
import { batchOf, draftWith, placeOf, storedBatch } from './stored-batch.ts';

/** Batches of a draft that are made on another state than they were made on: the newest version, or without another batch. */
export interface MoveDraftWork {
  readonly tenantId: string;
  readonly from: FoundModel;
  readonly to: FoundModel;
  readonly batches: readonly DraftBatch[];
  readonly why: MoveReason;
  /** The draft as it is then, but for what it has. */
  readonly draft: DraftRow;
  /** Batches before these, which stay. */
  readonly kept: readonly Pick<DraftBatch, 'operationCount'>[];
}

export type MoveReason =
  /** The batch before them is taken back. */
  { readonly procedure: 'UndoDraft'; readonly undone: DraftBatch } | ({ readonly procedure: 'RebaseDraft' } & Rebasing);

/** What a draft is moved over. */
export interface Rebasing {
  /** What each commit has changed, as the log has it. */
  readonly between: readonly string[];
  /** Who made each of them. */
  readonly authors: readonly string[];
  /** Operations that have their way, and those that do not, by the ids of their batches. */
  readonly mine: ReadonlyMap<string, ReadonlySet<string>>;
  readonly theirs: ReadonlyMap<string, ReadonlySet<string>>;
}

export type MoveDraftDone =
  | { readonly rejected: Uint8Array }
  | { readonly draft: DraftRow; readonly batches: readonly DraftBatch[]; readonly answer: Uint8Array };

export function moveDraft(deps: WorkDeps, models: OpenModels, work: MoveDraftWork): MoveDraftDone {
  const { json, answers } = deps;
  const { why, draft, from, to } = work;
  const { procedure } = why;
  const moved = moveBatches({
    ...{ from: models.open(from), to: models.open(to) },
    batches: work.batches.map((batch) => batchOf(deps, batch)),
    ...(why.procedure === 'UndoDraft'
      ? { between: [inverse(json.changeOf(why.undone))], ...nothingChosen, side: () => itself(draft) }
      : rebasing(deps, why, from)),
  });
  if (!moved.ok) {
    const { clashes } = moved;
    return { rejected: answers.rejectedDraft(procedure, clashRejection(procedure, clashes, to.ref.version)) };
  }
  const { diagnostics } = moved;
  if (diagnostics[0]?.severity === 'error') {
    return { rejected: answers.rejectedDraft(procedure, rejectionFor({ diagnostics })) };
  }
  const savedAt = new Map(work.batches.map((batch) => [batch.id, batch.savedAt]));
  const batches = moved.batches.map((batch) =>
    storedBatch(deps, batch, { revision: draft.revision, savedAt: savedAt.get(batch.id)! }),
  );
  const changed = draftWith(draft, [...work.kept, ...batches]);
  models.keep({ ...to, draft: placeOf(changed) }, moved.end);
  return { draft: changed, batches, answer: answers.changedDraft(procedure, changed) };
}

const nothingChosen = { mine: new Map(), theirs: new Map() };
const itself = ({ personId }: DraftRow) => ({ theirVersion: 0, theirAuthorId: personId });

/** What a draft is moved over, as `moveBatches` wants it. */
export function rebasing(
  { json }: Pick<WorkDeps, 'json'>,
  { between, authors, mine, theirs }: Rebasing,
  from: FoundModel,
) {
  return {
    between: between.map((changes) => json.changes(changes)),
    mine,
    theirs,
    side: (intervening: number) => ({
      theirVersion: intervening < 0 ? from.ref.version + between.length : from.ref.version + 1 + intervening,
      theirAuthorId: (intervening < 0 ? authors.at(-1) : authors[intervening]) ?? '',
    }),
  };
}

/** Says what is in the way. */
export function clashRejection(
  procedure: DraftProcedure,
  clashes: Extract<ReturnType<typeof moveBatches>, { ok: false }>['clashes'],
  serverVersion: number,
) {
  const isUndo = procedure === 'UndoDraft';
  const message = isUndo
    ? 'Later edits of the draft build on this one. Take those back first.'
    : 'The draft and newer versions of the model cannot both have their way.';
  const conflict = {
    serverVersion,
    operationIds: [...new Set(clashes.flatMap(({ operationIds }) => operationIds))],
    elementIds: [...new Set(clashes.map(({ elementId }) => elementId))],
    versions: [...new Set(clashes.flatMap(({ theirVersion }) => theirVersion || []))],
  };
  const diagnostics = [{ severity: 'error', code: isUndo ? 'needed_later' : 'version_mismatch', message } as const];
  return { reason: isUndo ? 'needed_later' : 'version_mismatch', diagnostics, conflict, clashes } as const;
}
