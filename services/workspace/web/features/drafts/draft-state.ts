import type { Draft, DraftBatch, DraftConflict } from '@ameide/contracts/editor/v1/draft';
import type { DraftChanged } from '@ameide/contracts/editor/v1/model_editor_service';
import type { Change } from '@ameide/contracts/graph/v1/change';

/** One gesture of a draft, with what it did. */
export interface Edit {
  readonly id: string;
  readonly change: Change | undefined;
}

/** What a person has drawn on a version and not saved yet, as the server has it. */
export interface SeenDraft {
  readonly version: number;
  readonly revision: number;
  /** None when there is no draft. */
  readonly edits: readonly Edit[];
}

/** The person's own. */
export interface MyDraft extends SeenDraft {
  /** The version that it has become, until the page has that version. */
  readonly savedAs?: number;
}

/** A document that shows the person's draft. */
export interface DraftDocument {
  readonly version: number;
  readonly revision: number;
  readonly text: string;
  /** The draft has been saved or thrown away since. */
  readonly isOver: boolean;
}

/** What a draft and a newer version cannot agree on. */
export interface Clash {
  readonly version: number;
  readonly conflicts: readonly DraftConflict[];
}

/** An edit that was taken back or drawn again. */
export interface Turned extends Pick<Edit, 'change'> {
  /** That the draft has since. */
  readonly revision: number;
}

export interface DraftState {
  /** Whether the server has said what it has. */
  readonly isKnown: boolean;
  readonly mine: MyDraft;
  /** By the subjects of people. */
  readonly others: ReadonlyMap<string, SeenDraft>;
  readonly document: DraftDocument | undefined;
  readonly clash: Clash | undefined;
  readonly isSaving: boolean;
  /** What was taken back last, or drawn again. */
  readonly turned: Turned | undefined;
}

export const nothingDrawn: DraftState = {
  isKnown: false,
  mine: { version: 0, revision: 0, edits: [] },
  others: new Map(),
  document: undefined,
  clash: undefined,
  isSaving: false,
  turned: undefined,
};

/** What else is so when a draft was saved: it stays in view. */
export function withoutDraft({ document }: DraftState): Pick<DraftState, 'clash' | 'document'> {
  return { clash: undefined, document: document && { ...document, isOver: true } };
}

/** The same when it was thrown away, or is gone otherwise: nothing of it is to be seen again. */
export const forgotten: Pick<DraftState, 'clash' | 'document'> = { clash: undefined, document: undefined };

export const editOf = ({ id, change }: DraftBatch): Edit => ({ id, change });

/** How many batches have come or gone. */
export function countDifference(now: ReadonlySet<string>, then: ReadonlySet<string>): number {
  const missing = (of: ReadonlySet<string>, from: ReadonlySet<string>) => [...of].filter((id) => !from.has(id)).length;
  return missing(now, then) + missing(then, now);
}

/** A draft without anything in it. */
export const emptied = ({ version, revision }: Draft): SeenDraft => ({ version, revision, edits: [] });

/** The draft after what the server says has happened to it; undefined when something before that is not known. */
export function withChanged(known: SeenDraft | undefined, changed: DraftChanged): SeenDraft | undefined {
  const { draft, afterRevision, batches } = changed;
  if (draft === undefined) return known;
  const { version, revision, batchCount } = draft;
  if (known !== undefined && known.revision >= revision) return known;
  if (afterRevision === 0)
    return batchCount === batches.length ? { version, revision, edits: batches.map(editOf) } : undefined;
  if (known === undefined || known.revision < afterRevision) return undefined;
  const have = new Set(known.edits.map(({ id }) => id));
  const edits = [...known.edits, ...batches.filter(({ id }) => !have.has(id)).map(editOf)];
  return edits.length === batchCount ? { version, revision, edits } : undefined;
}
