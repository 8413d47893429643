import { useMemo, useRef } from 'react';
import type { Elements } from '../../data/elements.ts';
import type { LiveModel } from '../../data/live-model.ts';
import type { ModelDocument } from '../../data/model-document.ts';
import type { DraftState } from './draft-state.ts';
import { createOverlay, pictureOf } from './picture.ts';

/** Versions of which the elements are kept, for drafts that are behind. */
const KEPT = 20;

/** What the canvas of a model shows: the newest version, with the person's draft on it. */
export interface Picture {
  /** Undefined while it is on its way. */
  readonly document: ModelDocument | undefined;
  /** The version alone that was asked for. */
  readonly plain: ModelDocument | undefined;
  /** The same as elements; undefined where only the document is known. */
  readonly model: ModelDocumentElements | undefined;
  readonly elements: Elements;
  /** Whether there is a draft in it. */
  readonly isDrawn: boolean;
}

export interface ModelDocumentElements {
  readonly version: number;
  readonly elements: Elements;
}

/** @param shown the last document of a version that was asked for */
export function usePicture(live: LiveModel, shown: ModelDocument | undefined, state: DraftState): Picture {
  const { mine, document, isKnown } = state;
  const { version, elements } = live;
  const kept = useRef(new Map<number, Elements>()).current;
  if (version > 0) kept.set(version, elements);
  if (kept.size > KEPT) kept.delete(Math.min(...kept.keys()));
  const overlay = useMemo(createOverlay, []);

  const isSaved = mine.savedAs !== undefined && version >= mine.savedAs;
  const isDrawn = mine.edits.length > 0 && !isSaved;
  const base = isDrawn ? kept.get(mine.version) : elements;
  const all = useMemo(() => base && (isDrawn ? overlay(base, mine.edits) : base), [base, isDrawn, mine.edits, overlay]);
  const number = pictureOf({ version: isDrawn ? mine.version : version, revision: mine.revision });
  const model = useMemo(
    () => (all && version > 0 ? { version: number, elements: all } : undefined),
    [all, number, version],
  );

  const plain = useMemo(
    () => shown && { ...shown, version: pictureOf({ version: shown.version, revision: 0 }) },
    [shown],
  );
  // A document of a version has no draft in it; one that is thrown away has left its revision.
  const before = useRef({ isDrawn, mine });
  before.current = { isDrawn, mine };
  const hasDrawn = document !== undefined;
  const beneath = useMemo((): ModelDocument | undefined => {
    if (!isKnown || shown === undefined) return undefined;
    const { isDrawn, mine } = before.current;
    const revision = isDrawn ? 0 : mine.revision;
    return { ...shown, version: pictureOf({ version: shown.version, revision }) };
  }, [shown, isKnown, hasDrawn]);
  const drawn = useMemo(
    (): ModelDocument | undefined => document && { text: document.text, version: pictureOf(document) },
    [document?.text, document?.version, document?.revision],
  );
  const isDraft =
    drawn !== undefined && (isDrawn ? document?.isOver === false : drawn.version > (beneath?.version ?? 0));
  return { document: isDraft ? drawn : beneath, plain, model, elements: all ?? elements, isDrawn };
}
