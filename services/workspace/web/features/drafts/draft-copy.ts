import type { DraftChanged } from '@ameide/contracts/editor/v1/model_editor_service';
import { modelEditor } from '../../data/connection.ts';
import { createStore, type Store } from '../../data/store.ts';
import { type DraftState, editOf, forgotten, nothingDrawn, withChanged, withoutDraft } from './draft-state.ts';

/** What this page knows of the drafts of a branch. */
export interface DraftCopy {
  readonly state: Store<DraftState>;
  /** Revisions of the person's draft that this page has made. */
  readonly own: Set<number>;
  update(change: Partial<DraftState>): void;
  /** What else is so when the person's draft was saved. */
  over(): Pick<DraftState, 'clash' | 'document'>;
  /** Asks for the person's draft and its document anew. */
  refresh(): Promise<void>;
  /** What the server says of the person's draft: from another page or device, or what this one knows already. */
  hearMine(changed: DraftChanged): Promise<void>;
  /** @param personId of somebody else */
  hearOther(personId: string, changed: DraftChanged): void;
}

/** @param ref the branch */
export function createDraftCopy(ref: string): DraftCopy {
  const state = createStore(nothingDrawn);
  const update = (change: Partial<DraftState>) => state.set((now) => ({ ...now, ...change }));
  const over = () => withoutDraft(state.get());

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

  return {
    state,
    own: new Set(),
    update,
    over,
    refresh,
    async hearMine(changed) {
      const { mine } = state.get();
      const known = mine.savedAs === undefined ? mine : { ...mine, edits: [] };
      if ((changed.draft?.revision ?? 0) <= known.revision) return;
      const next = withChanged(known, changed);
      if (next === undefined) return refresh();
      // Whoever has seen no draft need not know that there was one.
      if (mine.revision === 0 && next.edits.length === 0) return;
      update({ ...(next.edits.length === 0 && (mine.savedAs === undefined ? forgotten : over())), mine: next });
    },
    hearOther(personId, changed) {
      const { others } = state.get();
      const draft = withChanged(others.get(personId), changed);
      if (draft) update({ others: new Map(others).set(personId, draft) });
    },
  };
}
