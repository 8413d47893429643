import type { Elements } from '../../data/elements.ts';
import { kindName } from '../../data/kinds.ts';
import type { Language } from '../../design/preferences.ts';
import { words } from './words.ts';

/** What people call an element. */
export type NameOf = (id: string) => string;

/** Calls an element by its name, a flow by its ends, and another by what it is and what leads to it. */
export function createElementNames(elements: Elements, language: Language): NameOf {
  const t = words[language];
  const before = new Map<string, string>();
  for (const { kind, source, target } of elements.values()) {
    if (kind.endsWith('::sequence_flow') && !before.has(target)) before.set(target, source);
  }
  const nameOf = (id: string, depth = 0): string => {
    const element = elements.get(id);
    if (element === undefined) return t.quoted(id);
    if (element.name.trim() !== '') return t.quoted(element.name.trim());
    const kind = kindName(element.kind, language);
    if (element.source !== '') {
      return depth > 0 ? kind : t.flow(nameOf(element.source, depth + 1), nameOf(element.target, depth + 1));
    }
    const known = elements.get(before.get(id) ?? '')?.name.trim() ?? '';
    return known === '' ? kind : t.after(kind, t.quoted(known));
  };
  return (id) => nameOf(id);
}

/** What of a finding can be shown on the canvas: a process is shown by its pool. */
export function drawnFor(elements: Elements, elementIds: readonly string[]): readonly string[] {
  return elementIds.flatMap((id) => {
    if (!elements.get(id)?.kind.endsWith('::process')) return [id];
    const pool = [...elements].find(
      ([, { kind, properties }]) => kind.endsWith('::participant') && properties.processRef === id,
    );
    return pool === undefined ? [] : [pool[0]];
  });
}
