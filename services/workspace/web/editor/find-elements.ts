import type { Element, Elements } from '../data/elements.ts';
import { kindName } from '../data/kinds.ts';
import type { Language } from '../design/preferences.ts';

export interface Found {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  /** Where the words were found, when that was neither in the name nor in the kind. */
  readonly detail: string;
}

const MOST = 50;
const DETAIL_LENGTH = 80;

/** Elements whose name, id, kind or documentation has all of the words; those whose name begins so come first. */
export function findElements(elements: Elements, text: string, language: Language): Found[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const found: { readonly rank: number; readonly one: Found }[] = [];
  for (const [id, element] of elements) {
    const kind = kindName(element.kind, language);
    const documentation = documentationOf(element);
    const name = plain(element.name);
    const rest = [id, kind, documentation].map(plain);
    if (!words.every((word) => name.includes(word) || rest.some((part) => part.includes(word)))) continue;
    const rank = [name.startsWith(words[0]!), words.every((word) => name.includes(word)), rest[0]!.includes(words[0]!)];
    const isSeen = words.every((word) => name.includes(word) || rest[1]!.includes(word));
    const where = rest[0]!.includes(words[0]!) ? id : documentation.slice(0, DETAIL_LENGTH);
    const detail = isSeen || (where === id && name === '') ? '' : where;
    found.push({ rank: rank.indexOf(true) >>> 0, one: { id, name: element.name || id, kind, detail } });
  }
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
    .map(({ one }) => one);
}

const documentationOf = ({ properties }: Element) =>
  typeof properties.documentation === 'string' ? properties.documentation : '';

/** Without accents and capitals. */
function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
