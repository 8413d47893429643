import { RejectionReason } from '@ameide/contracts/editor/v1/model_editor_service';
import { modelEditor } from '../../data/connection.ts';
import { describeProblem, type Problem } from '../../data/problem.ts';
import { createStore, type Store } from '../../data/store.ts';
import type { DraftCopy } from './draft-copy.ts';
import type { Gesture, Outbox } from './outbox.ts';
import { isPassing, untilReachable } from './passing.ts';

/** What a gesture was made of. */
export type DrawnSteps = Pick<Gesture, 'steps' | 'title'>;

/** What was drawn here and is not in the draft yet, in order. */
export interface DraftQueue {
  /** How many this device keeps. */
  readonly pending: Store<number>;
  isEmpty(): boolean;
  /** Of the batches that it makes. */
  ids(): readonly string[];
  add(gesture: Gesture): void;
  /** Puts what earlier pages have left before what is here. @returns how much that was */
  takeOver(): Promise<number>;
  /** Sends everything. What fails for now is sent again until it has gone well, what is refused is dropped. */
  sendAll(): Promise<void>;
  /** What a batch of the draft was made of, also one of another page. */
  stepsOf(id: string): Promise<DrawnSteps>;
  /** What the person calls a batch of this page; empty for those of others. */
  titleOf(id: string): string;
}

export interface DraftQueueOptions {
  /** The branch. */
  readonly ref: string;
  readonly copy: DraftCopy;
  readonly outbox: Outbox;
  /** The server does not take an edit; it is gone. */
  onRefused(problem: Problem): void;
}

export function createDraftQueue({ ref, copy, outbox, onRefused }: DraftQueueOptions): DraftQueue {
  const { state, own, update, refresh } = copy;
  const queue: Gesture[] = [];
  const sent = new Map<string, DrawnSteps>();
  const pending = createStore(0);
  const setPending = () => pending.set(queue.length);

  /** What was drawn before by this page is there by now, whatever the canvas has been told. */
  function seenBy({ revision }: Gesture): number {
    let seen = revision;
    while (own.has(seen + 1)) seen += 1;
    return seen;
  }

  async function sendOne(gesture: Gesture): Promise<void> {
    const { id: batchId, steps, version, redoOf = '' } = gesture;
    const operations = steps.map((operation, index) => ({ id: `step-${index + 1}`, operation }));
    let asked = { ref, batchId, operations, version, revision: seenBy(gesture), redoOf };
    let { outcome } = await modelEditor.saveDraft(asked);
    if (outcome.case === 'rejected' && outcome.value.reason === RejectionReason.VERSION_MISMATCH) {
      // Another device of the same person was faster; the later edit has its way.
      await refresh();
      const { mine } = state.get();
      asked = { ...asked, version: mine.edits.length > 0 ? mine.version : version, revision: mine.revision };
      ({ outcome } = await modelEditor.saveDraft(asked));
    }
    if (outcome.case !== 'saved') {
      const [wrong] = outcome.value?.diagnostics ?? [];
      const isNothing = wrong?.code === 'patch_changes_nothing';
      return drop(gesture, isNothing ? undefined : { text: wrong?.message ?? '' });
    }
    const { draft, applied } = outcome.value;
    const { mine } = state.get();
    if (draft === undefined) return;
    own.add(draft.revision);
    sent.set(batchId, gesture);
    queue.shift();
    void outbox.remove(batchId);
    if (mine.revision >= draft.revision) return;
    const known = mine.savedAs === undefined ? mine.edits : [];
    if (known.length + 1 !== draft.batchCount) return refresh();
    const edits = [...known, { id: batchId, change: applied?.change }];
    update({ mine: { version: draft.version, revision: draft.revision, edits } });
  }

  async function drop(gesture: Gesture, problem: Problem | undefined): Promise<void> {
    queue.shift();
    await outbox.remove(gesture.id);
    if (problem) onRefused(problem);
  }

  return {
    pending,
    isEmpty: () => queue.length === 0,
    ids: () => queue.map(({ id }) => id),
    add(gesture) {
      queue.push(gesture);
      // It is told when this device has it for good.
      void outbox.add(gesture).finally(setPending);
    },
    async takeOver() {
      const left = await outbox.takeOver();
      queue.unshift(...left);
      setPending();
      return left.length;
    },
    async sendAll() {
      for (let gesture = queue[0]; gesture !== undefined; gesture = queue[0]) {
        try {
          await sendOne(gesture);
        } catch (error) {
          if (isPassing(error)) {
            await untilReachable();
            continue;
          }
          await drop(gesture, describeProblem(error));
        }
        setPending();
      }
    },
    async stepsOf(id) {
      const known = sent.get(id);
      if (known) return known;
      const { batches } = await modelEditor.getDraft({ ref });
      const operations = batches.find((batch) => batch.id === id)?.operations ?? [];
      return { steps: operations.map(({ operation }) => operation), title: '' };
    },
    titleOf: (id) => sent.get(id)?.title ?? '',
  };
}
