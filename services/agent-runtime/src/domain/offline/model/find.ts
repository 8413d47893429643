import { splits, unquote, withoutArticle } from '../language/sentence.ts';
import { elementKind, isContainer } from './kind.ts';
import { fold, similarity } from './name.ts';
import { isInside, type ModelView, plainName, type ViewNode } from './view.ts';

/** The elements that a mention may mean, all equally well; `quality` 0 (nothing) to 1 (its very name or id). */
export interface Found {
  readonly quality: number;
  readonly nodes: readonly ViewNode[];
}

export type Accept = (node: ViewNode) => boolean;

/** Below this two names are not the same with a typing error, or not even near. */
const ALIKE = 0.7;
const NEAR = 0.4;
/** A part of a name, in whole words. */
const PART = 0.65;
/** From here on a mention is a name or an id, not only a kind. */
const NAMED = 0.97;
/** Inexact matches that are no further apart are equally good. */
const SAME = 0.1;
/** Ways to take `X in Y` apart, and containers that may be meant by Y. */
const MAX_PLACES = 4;
const MAX_CONTAINERS = 50;

/** Two names are no more alike than their lengths. */
const ratio = (a: string, b: string) => Math.min(a.length, b.length) / Math.max(a.length, b.length, 1);

interface Index {
  readonly names: readonly { readonly node: ViewNode; readonly name: string }[];
  readonly exact: ReadonlyMap<string, readonly ViewNode[]>;
  /** What is like a text, with how much, for the texts that were looked for. */
  readonly alike: Map<string, readonly { readonly node: ViewNode; readonly score: number }[]>;
}

const indexes = new WeakMap<ModelView['nodes'], Index>();

/** The elements of a view by folded name and by id; many readings of a sentence look for the same. */
function indexOf({ nodes }: ModelView): Index {
  const known = indexes.get(nodes);
  if (known !== undefined) return known;
  const names = [...nodes.values()].map((node) => ({ node, name: fold(node.name) }));
  const keys = names.flatMap(({ node, name }) =>
    [`name ${name}`, `id ${node.id.toLowerCase()}`].map((key) => ({ key, node })),
  );
  const groups = Map.groupBy(keys, ({ key }) => key);
  const exact = new Map([...groups].map(([key, all]) => [key, all.map(({ node }) => node)]));
  const index = { names: names.filter(({ node }) => node.name !== ''), exact, alike: new Map() };
  indexes.set(nodes, index);
  return index;
}

/** Elements with names like a text, by a measure that `key` names. */
function alike(view: ModelView, key: string, text: string, measure: (name: string, text: string) => number) {
  const { names, alike: known } = indexOf(view);
  const found =
    known.get(key + text) ??
    names.flatMap(({ node, name }) => {
      const score = measure(name, text);
      return score > 0 ? [{ node, score }] : [];
    });
  known.set(key + text, found);
  return found;
}

const nothing: Found = { quality: 0, nodes: [] };

const pointing =
  /^(?:it|this|that|these|those|es|sie|ihn|ihm|ihr|das|dies(?:e[snmr]?)?|(?:(?:this|that|these|those|the|diese[snmr]?|der|die|das|den|dem) )?(?:(?:selected|marked|ausgewählte[nmrs]?|markierte[nmrs]?) )?(?:elements?|things?|ones?|selection|elemente?|ding|auswahl))$/i;

/** Whether a mention points at something instead of naming it. */
export const isPointing = (mention: string): boolean => pointing.test(mention);

/** Finds what a person calls `the task "Check order"`, `check ordr`, `Activity_1`, `the start event` or `X in lane Y`. */
export function find(view: ModelView, mention: string, accept: Accept): Found {
  if (isPointing(mention)) {
    const meant = view.it === undefined ? (view.selected ?? []) : [view.it];
    const nodes = meant.flatMap((id) => view.nodes.get(id) ?? []);
    if (nodes.length > 0) return nodes.every(accept) ? { quality: 1, nodes } : nothing;
  }
  const precise = precisely(view, mention, accept);
  if (precise.quality >= NAMED && precise.nodes.length === 1) return precise;
  const qualified = withinContainer(view, mention, accept);
  if (qualified.nodes.length > 0) return qualified;
  return precise.nodes.length > 0 ? precise : loosely(view, mention, accept);
}

/** The elements whose names are nearest to a mention, for asking back; three at most. */
export function nearest(view: ModelView, mention: string, accept: Accept): readonly ViewNode[] {
  const nearness = (name: string, text: string) => {
    const score = ratio(name, text) < NEAR ? 0 : similarity(name, text);
    return score < NEAR ? 0 : score;
  };
  return alike(view, 'near ', fold(unquote(withoutArticle(mention))), nearness)
    .filter(({ node }) => accept(node))
    .sort((a, b) => b.score - a.score)
    .slice(0, 3)
    .map(({ node }) => node);
}

interface Variant {
  readonly text: string;
  readonly weight: number;
  readonly accept?: Accept;
}

/** What a mention may say: a name or an id, with or without an article and its kind. */
function variantsOf(mention: string): readonly Variant[] {
  const bare = withoutArticle(mention);
  const id = /\(([^()]+)\)\s*$/.exec(mention)?.[1];
  const words = bare.split(' ');
  const variants: Variant[] = [{ text: unquote(mention), weight: 1 }];
  for (const text of [unquote(bare), id]) if (text !== undefined) variants.push({ text, weight: 0.99 });
  for (let length = Math.min(5, words.length); length > 0; length--) {
    const ends = [words.slice(0, length), words.slice(length), words.slice(-length), words.slice(0, -length)] as const;
    for (const [said, rest] of [ends.slice(0, 2), ends.slice(2)] as const) {
      const kind = elementKind(said!.join(' '));
      const text = unquote(rest!.join(' ').replace(/^(?:named|called|labell?ed|namens|mit (?:dem )?Namen)\s+/i, ''));
      if (kind !== undefined) variants.push({ text, weight: text === '' ? 0.9 : 0.98, accept: kind.matches });
    }
  }
  return variants;
}

function precisely(view: ModelView, mention: string, accept: Accept): Found {
  const found = variantsOf(mention)
    .map((variant) => ({ quality: variant.weight, nodes: exactly(view, variant).filter(accept) }))
    .filter((one) => one.nodes.length > 0);
  const quality = Math.max(0, ...found.map((one) => one.quality));
  return { quality, nodes: distinct(found.filter((one) => one.quality === quality).flatMap((one) => one.nodes)) };
}

function exactly(view: ModelView, { text, accept }: Variant): readonly ViewNode[] {
  if (text === '') return accept === undefined ? [] : [...view.nodes.values()].filter(accept);
  const node = view.nodes.get(text);
  const { exact } = indexOf(view);
  const byId = exact.get(`id ${text.toLowerCase()}`) ?? [];
  const named = exact.get(`name ${fold(text)}`) ?? [];
  const written = named.filter((one) => plainName(one) === text);
  const found = node !== undefined ? [node] : written.length === 1 ? written : distinct([...named, ...byId]);
  return accept === undefined ? found : found.filter(accept);
}

function loosely(view: ModelView, mention: string, accept: Accept): Found {
  const results = variantsOf(mention).flatMap(({ text, weight, accept: isMeant = () => true }) =>
    alike(view, 'like ', fold(text), likeness)
      .filter(({ node }) => accept(node) && isMeant(node))
      .map(({ node, score }) => ({ node, quality: weight * score })),
  );
  const quality = Math.max(0, ...results.map((one) => one.quality));
  const best = results.filter((one) => one.quality > quality - SAME).map((one) => one.node);
  return best.length === 0 ? nothing : { quality, nodes: distinct(best) };
}

/** Word by word with typing errors, up to 0.85, or a part of the name: no word of the mention stays unexplained. */
function likeness(name: string, text: string): number {
  const alike = text.length >= 2 && ratio(name, text) >= ALIKE ? similarity(name, text) : 0;
  const isTyped = ([said, known]: readonly [readonly string[], readonly string[]]) =>
    said.length === known.length
      ? said.every((word, at) => similarity(word, known[at]!) >= 0.5)
      : similarity(name.replaceAll(' ', ''), text.replaceAll(' ', '')) >= 0.9;
  if (alike >= ALIKE && isTyped([text.split(' '), name.split(' ')])) return alike * 0.85;
  return text.length >= 3 && text.length <= name.length && ` ${name} `.includes(` ${text} `) ? PART : 0;
}

/** `X in Y`: X, but only inside of Y. */
function withinContainer(view: ModelView, mention: string, accept: Accept): Found {
  for (const [left, right] of splits(mention, /\s(?:in|of|inside|within|from|von|im)\s/g).slice(0, MAX_PLACES)) {
    const containers = precisely(view, right, (node) => isContainer(node.kind)).nodes.slice(0, MAX_CONTAINERS);
    const inside = precisely(view, left, (node) => accept(node) && containers.some((one) => isInside(view, node, one)));
    if (inside.nodes.length > 0) return { ...inside, quality: inside.quality * 0.95 };
  }
  return nothing;
}

const distinct = (nodes: readonly ViewNode[]): readonly ViewNode[] => [...new Set(nodes)];
