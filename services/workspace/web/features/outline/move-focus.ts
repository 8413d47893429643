import type { OutlineRow } from './open-rows.ts';

/** What a key does in a tree. */
export type TreeMove = { readonly to: string } | { readonly open: string } | { readonly fold: string };

/** As the patterns of WAI-ARIA have it; undefined for keys that mean nothing here. */
export function treeMove(rows: readonly OutlineRow[], at: string, key: string): TreeMove | undefined {
  const index = rows.findIndex(({ id }) => id === at);
  const row = rows[index];
  if (row === undefined) return undefined;
  const to = (next: OutlineRow | undefined): TreeMove | undefined => next && { to: next.id };
  switch (key) {
    case 'ArrowDown':
      return to(rows[index + 1]);
    case 'ArrowUp':
      return to(rows[index - 1]);
    case 'Home':
      return to(rows[0]);
    case 'End':
      return to(rows.at(-1));
    case 'ArrowRight':
      return row.isOpen === false ? { open: at } : row.isOpen ? to(rows[index + 1]) : undefined;
    case 'ArrowLeft':
      return row.isOpen ? { fold: at } : row.parent === undefined ? undefined : { to: row.parent };
    default:
      return undefined;
  }
}

/** The next row whose name begins with what was typed; the same letter again goes on to the next. */
export function typedAhead(
  rows: readonly OutlineRow[],
  at: string,
  typed: string,
  nameOf: (id: string) => string,
): string | undefined {
  const letters = typed.toLocaleLowerCase();
  const isRepeated = [...letters].every((letter) => letter === letters[0]);
  const wanted = isRepeated ? letters[0]! : letters;
  const from = rows.findIndex(({ id }) => id === at) + (isRepeated ? 1 : 0);
  const order = [...rows.slice(from), ...rows.slice(0, from)];
  return order.find(({ id }) => nameOf(id).toLocaleLowerCase().startsWith(wanted))?.id;
}
