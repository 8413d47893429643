import { type Elements, withChange } from '../../data/elements.ts';
import type { Edit, SeenDraft } from './draft-state.ts';

/**
 * What a canvas shows is a version with a draft on it. One number stands for both, and grows with either: canvases know their
 * documents by one.
 */
const REVISIONS = 2 ** 20;

export const pictureOf = ({ version, revision }: Pick<SeenDraft, 'revision' | 'version'>): number =>
  version * REVISIONS + (revision % REVISIONS);

export const seenIn = (picture: number): Pick<SeenDraft, 'revision' | 'version'> => ({
  version: Math.floor(picture / REVISIONS),
  revision: picture % REVISIONS,
});

/** Lays drafts over versions; one that has grown only by what has come. */
export function createOverlay(): (base: Elements, edits: readonly Edit[]) => Elements {
  let last: { readonly base: Elements; readonly edits: readonly Edit[]; readonly elements: Elements } | undefined;
  return (base, edits) => {
    const isGrown = last !== undefined && last.base === base && last.edits.every((edit, at) => edits[at] === edit);
    const from = isGrown ? last! : { base, edits: [], elements: base };
    const elements = edits.slice(from.edits.length).reduce((all, { change }) => withChange(all, change), from.elements);
    last = { base, edits, elements };
    return elements;
  };
}
