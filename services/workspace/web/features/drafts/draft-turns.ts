import { RejectionReason } from '@ameide/contracts/editor/v1/model_editor_service';
import { modelEditor } from '../../data/connection.ts';
import type { Problem } from '../../data/problem.ts';
import type { DraftCopy } from './draft-copy.ts';
import type { DraftQueue, DrawnSteps } from './draft-queue.ts';
import type { Gesture } from './outbox.ts';

/** Undo and redo. */
export interface DraftTurns {
  /** Takes back the last edit. @returns whether there was one */
  undo(): Promise<boolean>;
  /** Draws again what was taken back last, on whatever page. @returns whether there was something */
  redo(seen: Pick<Gesture, 'revision' | 'version'>): Promise<boolean>;
  /** Whatever else is drawn, what was taken back is gone; the server forgets it, too. */
  forget(): void;
}

interface Undone extends DrawnSteps {
  /** Of the batch. */
  readonly id: string;
  /** That the draft has since. */
  readonly revision: number;
}

export interface DraftTurnsOptions {
  /** The branch. */
  readonly ref: string;
  readonly copy: DraftCopy;
  readonly queue: DraftQueue;
  readonly listeners: {
    onProblem(problem: Problem): void;
    /** Later edits build on the one that was to be taken back. */
    onNeeded(): void;
  };
}

export function createDraftTurns({ ref, copy, queue, listeners }: DraftTurnsOptions): DraftTurns {
  const { state, own, update } = copy;
  /** Taken back on this page, the last one last. */
  let undone: readonly Undone[] = [];

  /** The server is asked only when another page may have done something since. */
  async function lastUndone(): Promise<Omit<Undone, 'revision'> | undefined> {
    const known = undone.at(-1);
    if (known && isOursSince(known.revision)) return known;
    const { undone: kept } = await modelEditor.getDraft({ ref });
    const batch = kept.at(-1);
    return batch && { id: batch.id, steps: batch.operations.map(({ operation }) => operation), title: '' };
  }

  function isOursSince(revision: number): boolean {
    const now = state.get().mine.revision;
    for (let each = revision; each <= now; each += 1) if (!own.has(each)) return false;
    return true;
  }

  return {
    async undo() {
      const { mine } = state.get();
      const edit = mine.savedAs === undefined ? mine.edits.at(-1) : undefined;
      if (edit === undefined) return false;
      const steps = await queue.stepsOf(edit.id);
      const { outcome } = await modelEditor.undoDraft({ ref, batchId: edit.id });
      if (outcome.case === 'undone') {
        const { version, revision } = outcome.value;
        own.add(revision);
        undone = [...undone, { ...steps, id: edit.id, revision }];
        update({
          mine: { version, revision, edits: mine.edits.slice(0, -1) },
          turned: { change: edit.change, revision },
        });
      } else if (outcome.value?.reason === RejectionReason.NEEDED_LATER) listeners.onNeeded();
      else listeners.onProblem({ text: outcome.value?.diagnostics[0]?.message ?? '' });
      return true;
    },
    async redo(seen) {
      const again = await lastUndone();
      if (again === undefined) return false;
      undone = undone.filter(({ id }) => id !== again.id);
      const id = crypto.randomUUID();
      queue.add({ id, steps: again.steps, title: again.title, redoOf: again.id, ...seen });
      await queue.sendAll();
      const { edits, revision } = state.get().mine;
      const edit = edits.find((each) => each.id === id);
      if (edit) update({ turned: { change: edit.change, revision } });
      return true;
    },
    forget() {
      undone = [];
    },
  };
}
