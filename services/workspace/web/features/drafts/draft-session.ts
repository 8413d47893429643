import type { Side } from '@ameide/contracts/editor/v1/draft';
import {
  type CommandsRejected,
  type DraftChanged,
  RejectionReason,
} from '@ameide/contracts/editor/v1/model_editor_service';
import { AmeideError } from '@ameide/sdk';
import { modelEditor } from '../../data/connection.ts';
import { describeProblem, type Problem } from '../../data/problem.ts';
import type { Store } from '../../data/store.ts';
import type { Step } from '../../editor/gesture.ts';
import { createDraftCopy } from './draft-copy.ts';
import { noteOf } from './draft-note.ts';
import { createDraftQueue } from './draft-queue.ts';
import { countDifference, type DraftState, emptied, forgotten } from './draft-state.ts';
import { createDraftTurns } from './draft-turns.ts';
import { inParts } from './in-parts.ts';
import type { Gesture, Outbox } from './outbox.ts';
import { isPassing, untilReachable } from './passing.ts';

/** What becomes of the operations of a draft that are in the way, by `<batch>/<operation>`. */
export type Choices = ReadonlyMap<string, Side>;

/** What the canvas showed. */
type Seen = Pick<Gesture, 'revision' | 'version'>;

/** The page's own work on a model: sends it, keeps it until it is sent, and saves it as a version. One thing after the other. */
export interface DraftSession {
  readonly state: Store<DraftState>;
  /** Gestures that only this device has: apart, because it changes twice with each. */
  readonly pending: Store<number>;
  /** The versions that this page has saved, the last one last. */
  readonly saved: number[];
  /** Asks for the draft, and sends what an earlier page has left, until it has gone well or the signal aborts. */
  begin(signal: AbortSignal): Promise<void>;
  /** What the server says of anybody's draft; it may come twice. */
  hear(changed: DraftChanged): void;
  /** Whether edits are on their way to the server. */
  isWaiting(): boolean;
  send(steps: readonly Step[], title: string, seen: Seen): void;
  /** The model has this version now: a draft that is behind is moved. */
  catchUp(version: number): void;
  /** The batches of the draft, and those that are on their way to it. */
  drawn(): ReadonlySet<string>;
  /**
   * @param note empty for a line that says what was done
   * @param seen the batches that the person has seen
   * @returns whether the draft was that; nothing is saved otherwise
   */
  save(note: string, seen: ReadonlySet<string>): Promise<boolean>;
  discard(): Promise<void>;
  /** Takes back the last edit. @returns whether there was one */
  undo(): Promise<boolean>;
  /** Draws again what was taken back last, on whatever page; whatever else is drawn forgets it. @returns whether there was something */
  redo(seen: Seen): Promise<boolean>;
  /** Moves the draft to the newest version. @returns whether nothing was in the way */
  settle(choices: Choices): Promise<boolean>;
  /** Asks for the draft and its document anew. */
  refresh(): Promise<void>;
}

export interface DraftListeners {
  /** The server does not take an edit; it is gone from the draft. */
  onRefused(problem: Problem): void;
  /** Something that was asked for did not work. */
  onProblem(problem: Problem): void;
  onSaved(version: number, isNew: boolean): void;
  /** Work of an earlier page is here again. */
  onRecovered(edits: number, unsent: number): void;
  /** Later edits build on the one that was to be taken back. */
  onNeeded(): void;
}

export interface DraftSessionOptions {
  /** The branch. */
  readonly ref: string;
  readonly personId: string;
  readonly canEdit: boolean;
  readonly outbox: Outbox;
  readonly listeners: DraftListeners;
}

export function createDraftSession(options: DraftSessionOptions): DraftSession {
  const { ref, personId, canEdit, outbox, listeners } = options;
  const copy = createDraftCopy(ref);
  const { state, own, update, over, refresh } = copy;
  const queue = createDraftQueue({ ref, copy, outbox, onRefused: listeners.onRefused });
  const turns = createDraftTurns({ ref, copy, queue, listeners });
  const saved: number[] = [];
  let last: Promise<unknown> = Promise.resolve();
  /** Edits of earlier pages that nobody was told of yet. */
  let recovered = 0;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  }

  /** As `inTurn`, for what a person has asked for. @returns undefined when it did not work */
  async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await inTurn(work);
    } catch (error) {
      listeners.onProblem(describeProblem(error));
      return undefined;
    }
  }

  function reject({ reason, conflicts, conflict, diagnostics }: CommandsRejected): void {
    if (reason === RejectionReason.VERSION_MISMATCH && conflicts.length > 0)
      update({ clash: { version: conflict?.serverVersion ?? 0, conflicts } });
    else listeners.onProblem({ text: diagnostics[0]?.message ?? '' });
  }

  async function rebase(choices: Choices): Promise<boolean> {
    const chosen = [...choices].map(([key, side]) => {
      const [batchId = '', operationId = ''] = key.split('/');
      return { batchId, operationId, side };
    });
    const { outcome } = await modelEditor.rebaseDraft({ ref, revision: state.get().mine.revision, choices: chosen });
    if (outcome.case !== 'moved') {
      if (outcome.value) reject(outcome.value);
      return false;
    }
    own.add(outcome.value.revision);
    update({ clash: undefined });
    await refresh();
    return true;
  }

  const drawn = () => new Set([...state.get().mine.edits.map(({ id }) => id), ...queue.ids()]);

  async function create(note: string): Promise<void> {
    const { mine } = state.get();
    const comment = note || noteOf(mine.edits.map(({ id }) => queue.titleOf(id)));
    const asked = { ref, revision: mine.revision, comment };
    const { outcome } = await modelEditor.createSnapshot({ ...asked, correlationId: crypto.randomUUID() });
    if (outcome.case === 'rejected') return reject(outcome.value);
    const { draft } = outcome.value ?? {};
    if (draft === undefined) return;
    const isNew = outcome.case === 'created';
    const version = isNew ? (outcome.value.commit?.version ?? 0) : mine.version;
    const left = isNew ? { ...mine, revision: draft.revision, savedAs: version } : emptied(draft);
    update({ ...over(), mine: left });
    if (isNew) saved.push(version);
    listeners.onSaved(version, isNew);
  }

  async function recover(): Promise<void> {
    recovered += await queue.takeOver();
    await refresh();
    const { edits } = state.get().mine;
    if (recovered + edits.length > 0) listeners.onRecovered(edits.length, recovered);
    recovered = 0;
    if (!queue.isEmpty()) void inTurn(queue.sendAll);
  }

  return {
    state,
    pending: queue.pending,
    saved,
    isWaiting: () => !queue.isEmpty(),
    begin: (signal) =>
      inTurn(async () => {
        while (!signal.aborted) {
          try {
            return canEdit ? await recover() : await refresh();
          } catch (error) {
            if (!isPassing(error)) return update({ isKnown: true });
            await untilReachable();
          }
        }
      }),
    hear(changed) {
      const by = changed.draft?.personId ?? '';
      if (by === personId) void inTurn(() => copy.hearMine(changed)).catch(() => undefined);
      else copy.hearOther(by, changed);
    },
    send(steps, title, seen) {
      turns.forget();
      for (const part of inParts(steps)) queue.add({ id: crypto.randomUUID(), steps: part, title, ...seen });
      void inTurn(queue.sendAll);
    },
    catchUp(version) {
      const { mine, clash } = state.get();
      if (mine.savedAs !== undefined && version >= mine.savedAs) {
        const { revision } = mine;
        return update({ mine: { version, revision, edits: [] } });
      }
      if (!canEdit || mine.edits.length === 0 || version <= mine.version || mine.savedAs !== undefined) return;
      if (clash !== undefined && clash.version >= version) return;
      void inTurn(() => rebase(new Map())).catch((error: unknown) => {
        if (!isPassing(error)) listeners.onProblem(describeProblem(error));
      });
    },
    drawn,
    async save(note, seen) {
      update({ isSaving: true });
      const isSeen = await attempt(async () => {
        const { mine } = state.get();
        if (mine.edits.length === 0 || mine.savedAs !== undefined) return true;
        if (countDifference(drawn(), seen) > 0) return false;
        try {
          await create(note);
        } catch (error) {
          if (!(error instanceof AmeideError) || error.reason !== 'draft_conflict') throw error;
          // Another page was faster, and this one has not heard of it yet.
          await refresh();
          return false;
        }
        return true;
      });
      update({ isSaving: false });
      return isSeen ?? true;
    },
    discard: () =>
      attempt(async () => {
        const { draft } = await modelEditor.discardDraft({ ref, revision: state.get().mine.revision });
        turns.forget();
        if (draft) update({ ...forgotten, mine: emptied(draft) });
      }),
    undo: async () => (await attempt(turns.undo)) ?? true,
    redo: async (seen) => (await attempt(() => turns.redo(seen))) ?? true,
    settle: async (choices) => (await attempt(() => rebase(choices))) ?? false,
    refresh: () => attempt(refresh),
  };
}
