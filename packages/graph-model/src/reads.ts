import type { GraphIndex } from './graph-index.ts';
import { mutatedId } from './graph-index.ts';
import { match, steps } from './match.ts';
import type { SemanticMutation } from './mutation.ts';
import type { Selector } from './operation.ts';

/** One field of one element; `edges` for the edges at it, `*` for all its own fields. */
export type FieldRef = readonly [elementId: string, field: string];

/** Which fields made a selector match the ids that it matches. */
export function readsOf(index: GraphIndex, selector: Selector, ids: readonly string[]): readonly FieldRef[] {
  switch (selector.by) {
    case 'id':
      return ids.map((id) => [id, 'exists']);
    case 'key':
      return ids.map((id) => [id, 'key']);
    case 'type': {
      const { name, nameContains, within, lifecycle, properties } = selector.filter;
      const fields = [
        'exists',
        ...(name === undefined && nameContains === undefined ? [] : ['name']),
        ...(lifecycle === undefined ? [] : ['lifecycle']),
        ...(properties === undefined ? [] : ['properties']),
      ];
      const containment = within === undefined ? [] : ids.flatMap((id) => containmentOf(index, id));
      return [...ids.flatMap((id) => fields.map((field): FieldRef => [id, field])), ...containment];
    }
    case 'path':
      return ids.flatMap((id) =>
        [id, ...index.ancestors(id)].flatMap((at): FieldRef[] => [
          [at, 'name'],
          [at, 'parent'],
        ]),
      );
    case 'neighbour':
      return [
        ...readsOf(index, selector.of, match(index, selector.of)),
        ...steps(index, selector).flatMap(({ edge }): FieldRef[] => [
          [edge, 'source'],
          [edge, 'target'],
        ]),
      ];
    default:
      return selector satisfies never;
  }
}

function containmentOf(index: GraphIndex, id: string): readonly FieldRef[] {
  return [id, ...index.ancestors(id)].map((at) => [at, 'parent']);
}

/** Which fields a mutation writes. An element that comes or goes is written as `exists`; its ends are written as `edges`. */
export function writesOf(mutation: SemanticMutation): readonly FieldRef[] {
  const id = mutatedId(mutation);
  switch (mutation.type) {
    case 'node_added':
    case 'node_removed':
      return [[id, 'exists']];
    case 'edge_added':
    case 'edge_removed':
      return [
        [id, 'exists'],
        [mutation.edge.source, 'edges'],
        [mutation.edge.target, 'edges'],
      ];
    case 'node_changed':
      return Object.keys(mutation.after).map((field) => [id, field]);
    case 'edge_changed': {
      const ends = [mutation.before.source, mutation.after.source, mutation.before.target, mutation.after.target];
      return [
        ...Object.keys(mutation.after).map((field): FieldRef => [id, field]),
        ...ends.filter((end) => end !== undefined).map((end): FieldRef => [end, 'edges']),
      ];
    }
    default:
      return mutation satisfies never;
  }
}

/** Who wrote which field of which element. */
export class WriteLog {
  readonly #writers = new Map<string, Map<string, Set<string>>>();

  add(writer: string, [id, field]: FieldRef): void {
    const fields = this.#writers.get(id) ?? new Map<string, Set<string>>();
    this.#writers.set(id, fields);
    const writers = fields.get(field) ?? new Set<string>();
    fields.set(field, writers);
    writers.add(writer);
  }

  /** The writers of a field, with those who made its element. */
  writersOf([id, field]: FieldRef): readonly string[] {
    const fields = this.#writers.get(id);
    if (fields === undefined) return [];
    if (field === '*') {
      return [...fields].flatMap(([written, writers]) => (written === 'edges' ? [] : [...writers]));
    }
    return [...(fields.get('exists') ?? []), ...(fields.get(field) ?? [])];
  }
}
