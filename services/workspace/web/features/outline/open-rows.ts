import type { OutlineNode } from './outline-tree.ts';

/** One line of the outline that is not folded away. */
export interface OutlineRow {
  readonly id: string;
  /** From 1. */
  readonly level: number;
  /** From 1, among its siblings. */
  readonly position: number;
  readonly siblings: number;
  readonly parent: string | undefined;
  /** Absent where there is nothing to open. */
  readonly isOpen: boolean | undefined;
}

/** What a person has opened or folded; containers are open otherwise, and steps are not. */
export type Toggled = ReadonlyMap<string, boolean>;

export function openRows(nodes: readonly OutlineNode[], toggled: Toggled): readonly OutlineRow[] {
  const rows: OutlineRow[] = [];
  const add = (siblings: readonly OutlineNode[], level: number, parent: string | undefined): void => {
    for (const [index, { id, children, isContainer }] of siblings.entries()) {
      const isOpen = children.length === 0 ? undefined : (toggled.get(id) ?? isContainer);
      rows.push({ id, level, position: index + 1, siblings: siblings.length, parent, isOpen });
      if (isOpen) add(children, level + 1, id);
    }
  };
  add(nodes, 1, undefined);
  return rows;
}

/** What stands around an element, the outermost first. */
export function pathTo(nodes: readonly OutlineNode[], id: string): readonly string[] {
  for (const node of nodes) {
    if (node.id === id) return [];
    const inside = node.children.length > 0 ? pathTo(node.children, id) : [];
    if (inside.length > 0 || node.children.some((child) => child.id === id)) return [node.id, ...inside];
  }
  return [];
}
