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
  /** Draws again what was taken back last. @returns whether there was something */
  redo(seen: Pick<Gesture, 'revision' | 'version'>): Promise<boolean>;
  /** Whatever else is drawn, what was taken back is gone. */
  forget(): void;
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
  /** Taken back, the last one last. */
  const undone: DrawnSteps[] = [];

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
        undone.push(steps);
        update({
          mine: { version, revision, edits: mine.edits.slice(0, -1) },
          turned: { change: edit.change, revision },
        });
      } else if (outcome.value?.reason === RejectionReason.NEEDED_LATER) listeners.onNeeded();
      else listeners.onProblem({ text: outcome.value?.diagnostics[0]?.message ?? '' });
      return true;
    },
    async redo(seen) {
      const steps = undone.pop();
      if (steps === undefined) return false;
      const id = crypto.randomUUID();
      queue.add({ ...steps, id, ...seen });
      await queue.sendAll();
      const { edits, revision } = state.get().mine;
      const edit = edits.find((each) => each.id === id);
      if (edit) update({ turned: { change: edit.change, revision } });
      return true;
    },
    forget() {
      undone.length = 0;
    },
  };
}
