import type { Change, Diagnostic, Operation, Plan, TextEdit } from '@ameide/graph-model';
import type { DraftClash } from '../../drafts/ports.ts';
import { newSchemaErrors, sorted } from '../compile-patch.ts';
import { type LoadedModel, loadedModel } from '../open-model.ts';
import { type Batch, type FoundClash, moveBatch } from './move-batch.ts';

export interface BatchesMove {
  readonly from: LoadedModel;
  readonly to: LoadedModel;
  readonly batches: readonly Batch[];
  readonly between: readonly Change[];
  /** By batch, ids of operations that are carried out whatever they collide with. */
  readonly mine: ReadonlyMap<string, ReadonlySet<string>>;
  /** By batch, ids of operations that are left out. */
  readonly theirs: ReadonlyMap<string, ReadonlySet<string>>;
  /** Who is on the other side of a clash. */
  side(intervening: number): Pick<DraftClash, 'theirAuthorId' | 'theirVersion'>;
}

/** A batch as it is after a move. */
export interface MovedBatch {
  readonly id: string;
  readonly operations: readonly Operation[];
  readonly plan: Plan;
  readonly edits: readonly TextEdit[];
}

export type BatchesMoved =
  /** With errors among the findings, which are all of the schema, it must not be kept. */
  | {
      readonly ok: true;
      readonly batches: readonly MovedBatch[];
      readonly end: LoadedModel;
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly ok: false; readonly clashes: readonly DraftClash[] };

const nobody: ReadonlySet<string> = new Set();

/** Makes the batches of a draft on another state than they were made on, one after the other; or tells every clash. */
export function moveBatches({ batches, between, mine, theirs, side, ...ends }: BatchesMove): BatchesMoved {
  let { from, to } = ends;
  const moved: MovedBatch[] = [];
  const found: FoundClash[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const batch of batches) {
    const { id } = batch;
    const choices = { mine: mine.get(id) ?? nobody, theirs: theirs.get(id) ?? nobody };
    const { before, after, left, clashes } = moveBatch({ batch, from, to, between, ...choices });
    // What does not fit only because something before it was left aside is no clash of its own.
    found.push(...clashes.filter(({ field }) => field !== 'rule' || found.length === 0));
    const isSame = from === to && after === before;
    if (after) {
      const written = to.notation.write(to.document, after.change);
      to = loadedModel({ ...to, document: written.document, ...after.after });
      moved.push({ id, operations: left, plan: after, edits: written.edits });
      diagnostics.push(...after.diagnostics, ...written.diagnostics);
    }
    from = isSame ? to : loadedModel({ ...from, ...before.after });
  }
  if (found.length > 0)
    return { ok: false, clashes: found.map(({ intervening, ...clash }) => told(clash, side(intervening))) };
  diagnostics.push(...newSchemaErrors(ends.to, to.document));
  return { ok: true, batches: moved, end: to, diagnostics: sorted(diagnostics) };
}

const told = (
  clash: Omit<FoundClash, 'intervening'>,
  side: Pick<DraftClash, 'theirAuthorId' | 'theirVersion'>,
): DraftClash => ({ ...clash, ...side });
