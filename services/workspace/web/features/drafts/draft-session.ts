import type { Side } from '@ameide/contracts/editor/v1/draft';
import {
  type CommandsRejected,
  type DraftChanged,
  RejectionReason,
} from '@ameide/contracts/editor/v1/model_editor_service';
import { modelEditor } from '../../data/connection.ts';
import { describeProblem, type Problem } from '../../data/problem.ts';
import { createStore, type Store } from '../../data/store.ts';
import type { Step } from '../../editor/gesture.ts';
import { noteOf } from './draft-note.ts';
import {
  type DraftState,
  editOf,
  emptied,
  forgotten,
  type MyDraft,
  nothingDrawn,
  withChanged,
  withoutDraft,
} from './draft-state.ts';
import type { Gesture, Outbox } from './outbox.ts';
import { isPassing, untilReachable } from './passing.ts';

/** What becomes of the operations of a draft that are in the way, by `<batch>/<operation>`. */
export type Choices = ReadonlyMap<string, Side>;

/** What the canvas showed. */
type Seen = Pick<Gesture, 'revision' | 'version'>;

/** The page's own work on a model: sends it, keeps it until it is sent, and saves it as a version. One thing after the other. */
export interface DraftSession {
  readonly state: Store<DraftState>;
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
  /** @param note empty for a line that says what was done */
  save(note: string): Promise<void>;
  discard(): Promise<void>;
  /** Takes back the last edit. @returns whether there was one */
  undo(): Promise<boolean>;
  /** Draws again what was taken back last; whatever else is drawn forgets it. @returns whether there was something */
  redo(seen: Seen): Promise<boolean>;
  /** Moves the draft to the newest version. @returns whether nothing was in the way */
  settle(choices: Choices): Promise<boolean>;
  /** Asks for the draft and its document anew. */
  refresh(): Promise<void>;
}

type DrawnSteps = Pick<Gesture, 'steps' | 'title'>;

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
  const state = createStore(nothingDrawn);
  const queue: Gesture[] = [];
  /** Revisions that this page has made. */
  const own = new Set<number>();
  const sent = new Map<string, DrawnSteps>();
  /** Taken back, the last one last. */
  const undone: DrawnSteps[] = [];
  const saved: number[] = [];
  let last: Promise<unknown> = Promise.resolve();

  const update = (change: Partial<DraftState>) => state.set((now) => ({ ...now, ...change }));
  const setMine = (mine: MyDraft) => update({ mine });
  const setPending = () => update({ pending: queue.length });

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  }

  /** As `inTurn`, for what a person has asked for. */
  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await inTurn(work);
    } catch (error) {
      listeners.onProblem(describeProblem(error));
    }
  }

  async function refresh(): Promise<void> {
    const { draft, batches, document } = await modelEditor.getDraft({ ref });
    if (draft === undefined) {
      const { mine } = state.get();
      // What was saved stays in view until the page has the version.
      update({
        isKnown: true,
        ...(mine.savedAs === undefined ? { mine: { ...mine, edits: [] }, ...forgotten } : over()),
      });
      return;
    }
    const { version, revision } = draft;
    const text = new TextDecoder().decode(document);
    update({
      isKnown: true,
      mine: { version, revision, edits: batches.map(editOf) },
      document: { version, revision, text, isOver: false },
    });
  }

  const over = () => withoutDraft(state.get());

  /** From another page or device, or what this one knows already. */
  async function hearMine(changed: DraftChanged): Promise<void> {
    const { mine } = state.get();
    const known = mine.savedAs === undefined ? mine : { ...mine, edits: [] };
    if ((changed.draft?.revision ?? 0) <= known.revision) return;
    const next = withChanged(known, changed);
    if (next === undefined) return refresh();
    // Whoever has seen no draft need not know that there was one.
    if (mine.revision === 0 && next.edits.length === 0) return;
    update({ ...(next.edits.length === 0 && (mine.savedAs === undefined ? forgotten : over())), mine: next });
  }

  async function sendAll(): Promise<void> {
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
  }

  /** What was drawn before by this page is there by now, whatever the canvas has been told. */
  function seenBy({ revision }: Gesture): number {
    let seen = revision;
    while (own.has(seen + 1)) seen += 1;
    return seen;
  }

  async function sendOne(gesture: Gesture): Promise<void> {
    const { id: batchId, steps, version } = gesture;
    const operations = steps.map((operation, index) => ({ id: `step-${index + 1}`, operation }));
    let asked = { ref, batchId, operations, version, revision: seenBy(gesture) };
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
    setMine({ version: draft.version, revision: draft.revision, edits });
  }

  function enqueue(gesture: Gesture): void {
    queue.push(gesture);
    // It is told when this device has it for good.
    void outbox.add(gesture).finally(setPending);
  }

  /** What a batch of the draft was made of, also one of another page. */
  async function stepsOf(id: string): Promise<DrawnSteps> {
    const known = sent.get(id);
    if (known) return known;
    const { batches } = await modelEditor.getDraft({ ref });
    const operations = batches.find((batch) => batch.id === id)?.operations ?? [];
    return { steps: operations.map(({ operation }) => operation), title: '' };
  }

  async function drop(gesture: Gesture, problem: Problem | undefined): Promise<void> {
    queue.shift();
    await outbox.remove(gesture.id);
    if (problem) listeners.onRefused(problem);
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

  async function create(note: string): Promise<void> {
    const { mine } = state.get();
    const comment = note || noteOf(mine.edits.map(({ id }) => sent.get(id)?.title ?? ''));
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
    const left = await outbox.takeOver();
    await refresh();
    queue.unshift(...left);
    setPending();
    const { mine } = state.get();
    if (left.length + mine.edits.length > 0) listeners.onRecovered(mine.edits.length, left.length);
    if (left.length > 0) void inTurn(sendAll);
  }

  return {
    state,
    saved,
    isWaiting: () => queue.length > 0,
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
      const { others } = state.get();
      if (by === personId) {
        void inTurn(() => hearMine(changed)).catch(() => undefined);
        return;
      }
      const draft = withChanged(others.get(by), changed);
      if (draft) update({ others: new Map(others).set(by, draft) });
    },
    send(steps, title, seen) {
      const isIdle = queue.length === 0;
      undone.length = 0;
      enqueue({ id: crypto.randomUUID(), steps, title, ...seen });
      if (isIdle) void inTurn(sendAll);
    },
    catchUp(version) {
      const { mine, clash } = state.get();
      if (mine.savedAs !== undefined && version >= mine.savedAs) {
        const { revision } = mine;
        return setMine({ version, revision, edits: [] });
      }
      if (!canEdit || mine.edits.length === 0 || version <= mine.version || mine.savedAs !== undefined) return;
      if (clash !== undefined && clash.version >= version) return;
      void inTurn(() => rebase(new Map())).catch((error: unknown) => {
        if (!isPassing(error)) listeners.onProblem(describeProblem(error));
      });
    },
    async save(note) {
      update({ isSaving: true });
      await attempt(async () => {
        const { mine } = state.get();
        if (mine.edits.length > 0 && mine.savedAs === undefined) await create(note);
      });
      update({ isSaving: false });
    },
    discard: () =>
      attempt(async () => {
        const { draft } = await modelEditor.discardDraft({ ref, revision: state.get().mine.revision });
        undone.length = 0;
        if (draft) update({ ...forgotten, mine: emptied(draft) });
      }),
    async undo() {
      let isThere = true;
      await attempt(async () => {
        const { mine } = state.get();
        const edit = mine.savedAs === undefined ? mine.edits.at(-1) : undefined;
        isThere = edit !== undefined;
        if (edit === undefined) return;
        const steps = await stepsOf(edit.id);
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
      });
      return isThere;
    },
    async redo(seen) {
      let isThere = true;
      await attempt(async () => {
        const steps = undone.pop();
        isThere = steps !== undefined;
        if (steps === undefined) return;
        const id = crypto.randomUUID();
        enqueue({ ...steps, id, ...seen });
        await sendAll();
        const { edits, revision } = state.get().mine;
        const edit = edits.find((each) => each.id === id);
        if (edit) update({ turned: { change: edit.change, revision } });
      });
      return isThere;
    },
    async settle(choices) {
      let isSettled = false;
      await attempt(async () => {
        isSettled = await rebase(choices);
      });
      return isSettled;
    },
    refresh: () => attempt(refresh),
  };
}
