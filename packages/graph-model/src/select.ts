import type { Diagnostic } from './diagnostic.ts';
import type { Graph } from './graph.ts';
import { type GraphIndex, indexOf } from './graph-index.ts';
import { kindLabel, labelWithId, listed } from './label.ts';
import { match } from './match.ts';
import { nearest } from './nearest.ts';
import type { Selector } from './operation.ts';

export type Selection =
  | { readonly ok: true; readonly ids: readonly string[] }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/**
 * The ids that a selector names, in document order. Nothing is `selector_matches_nothing`, with what is nearest to it.
 * Selectors by id, key and path name one element, and with `one` every selector does: more is `selector_ambiguous`,
 * with the candidates.
 */
export function select(graph: Graph, selector: Selector, options: { readonly one?: boolean } = {}): Selection {
  const index = indexOf(graph);
  return judge(index, selector, match(index, selector), options);
}

/** The selection of what a selector matches, as `select` says; without `hints` nothing near is looked up. */
export function judge(
  index: GraphIndex,
  selector: Selector,
  ids: readonly string[],
  options: { readonly one?: boolean; readonly hints?: boolean } = {},
): Selection {
  const one = options.one === true || selector.by === 'key' || selector.by === 'path';
  if (ids.length === 0) return { ok: false, diagnostic: nothing(index, selector, options.hints !== false) };
  if (one && ids.length > 1) return { ok: false, diagnostic: ambiguous(index, selector, ids) };
  return { ok: true, ids };
}

/** A selector in words: `user task named "Check credit"`. */
export function describeSelector(selector: Selector): string {
  switch (selector.by) {
    case 'id':
      return `id "${selector.id}"`;
    case 'key':
      return `key "${selector.key}"`;
    case 'path':
      return `path "${selector.path.join(' / ')}"`;
    case 'neighbour':
      return `neighbours (${selector.direction}) of ${describeSelector(selector.of)}`;
    case 'type': {
      const { name, nameContains, within, lifecycle, properties } = selector.filter;
      return [
        selector.kind === '' ? 'any node' : kindLabel(selector.kind),
        ...(name === undefined ? [] : [`named "${name}"`]),
        ...(nameContains === undefined ? [] : [`with "${nameContains}" in its name`]),
        ...(within === undefined ? [] : [`within "${within}"`]),
        ...(lifecycle === undefined ? [] : [`of lifecycle ${lifecycle}`]),
        ...(properties === undefined ? [] : [`with the properties ${JSON.stringify(properties)}`]),
      ].join(' ');
    }
    default:
      return selector satisfies never;
  }
}

function nothing(index: GraphIndex, selector: Selector, hints: boolean): Diagnostic {
  const near = hints ? nearest(index, writtenName(selector)) : [];
  const hint = near.length === 0 ? '' : ` Did you mean ${near.map(labelWithId).join(' or ')}?`;
  return {
    severity: 'error',
    code: 'selector_matches_nothing',
    message: `Nothing matches ${describeSelector(selector)}.${hint}`,
    elementIds: near.map((element) => element.id),
  };
}

function ambiguous(index: GraphIndex, selector: Selector, ids: readonly string[]): Diagnostic {
  const candidates = ids.map((id) => labelWithId(index.element(id)!));
  return {
    severity: 'error',
    code: 'selector_ambiguous',
    message: `${ids.length} elements match ${describeSelector(selector)}: ${listed(candidates)}. Name one by its id.`,
    elementIds: ids,
  };
}

/** What a person wrote to name the element, for finding what is near to it. */
function writtenName(selector: Selector): string {
  switch (selector.by) {
    case 'id':
      return selector.id;
    case 'key':
      return selector.key;
    case 'path':
      return selector.path.at(-1) ?? '';
    case 'neighbour':
      return writtenName(selector.of);
    case 'type':
      return selector.filter.name ?? selector.filter.nameContains ?? '';
    default:
      return selector satisfies never;
  }
}
