import { elementKind } from '../language/element-kind.ts';
import { article, splits, unquote } from '../language/sentence.ts';
import { isInside } from './containers.ts';
import { isContainer } from './kind.ts';
import type { ModelView, ViewNode } from './model-view.ts';
import { fold, similarity } from './name.ts';

/** The elements that a mention may mean, all equally well; `quality` 0 (nothing) to 1 (its very name or id). */
export interface Found {
  readonly mention: string;
  readonly quality: number;
  readonly nodes: readonly ViewNode[];
}

type Accept = (node: ViewNode) => boolean;

/** Below this two names are not the same with a typing error. */
const ALIKE = 0.7;

/** From here on a mention is a name or an id, not only a kind. */
const NAMED = 0.97;

/** Finds what a person calls `the task "Check order"`, `check ordr`, `Activity_1`, `the start event` or `X in lane Y`. */
export function find(view: ModelView, mention: string, accept: Accept = () => true): Found {
  const precise = precisely(view, mention, accept);
  if (precise.quality >= NAMED && precise.nodes.length === 1) return precise;
  const qualified = withinContainer(view, mention, accept);
  if (qualified.nodes.length > 0) return qualified;
  return precise.nodes.length > 0 ? precise : loosely(view, mention, accept);
}

/** The names nearest to a mention, for asking back; three at most. */
export function nearest(view: ModelView, mention: string, accept: Accept = () => true): readonly ViewNode[] {
  const text = fold(unquote(mention.replace(article, '')));
  return [...view.nodes.values()]
    .filter((node) => node.name !== '' && accept(node))
    .map((node) => ({ node, score: similarity(fold(node.name), text) }))
    .filter(({ score }) => score >= 0.4)
    .sort((a, b) => b.score - a.score)
    .slice(0, 3)
    .map(({ node }) => node);
}

interface Variant {
  readonly text: string;
  readonly weight: number;
  readonly accept?: Accept;
}

function variantsOf(mention: string): readonly Variant[] {
  const whole = unquote(mention);
  const bare = mention.replace(article, '').trim();
  const variants: Variant[] = [
    { text: whole, weight: 1 },
    { text: unquote(bare), weight: 0.99 },
  ];
  const id = /\(([^()]+)\)\s*$/.exec(mention)?.[1];
  if (id !== undefined) variants.push({ text: id, weight: 0.99 });
  const words = bare.split(' ');
  for (let length = Math.min(5, words.length); length > 0; length--) {
    for (const [kindWords, rest] of [
      [words.slice(0, length), words.slice(length)],
      [words.slice(words.length - length), words.slice(0, words.length - length)],
    ] as const) {
      const kind = elementKind(kindWords.join(' '));
      if (kind === undefined) continue;
      const text = unquote(
        rest.join(' ').replace(/^(?:named|called|labell?ed|with (?:the )?(?:name|label|id))\s+/i, ''),
      );
      variants.push({ text, weight: text === '' ? 0.9 : 0.98, accept: (node) => kind.matches(node) });
    }
  }
  return variants;
}

function precisely(view: ModelView, mention: string, accept: Accept): Found {
  const nodes = [...view.nodes.values()].filter(accept);
  return best(
    mention,
    variantsOf(mention).map((variant) => ({ quality: variant.weight, nodes: exactly(nodes, variant) })),
  );
}

function exactly(nodes: readonly ViewNode[], { text, accept }: Variant): readonly ViewNode[] {
  const suitable = accept === undefined ? nodes : nodes.filter(accept);
  if (text === '') return accept === undefined ? [] : suitable;
  const byId = suitable.filter((node) => node.id === text);
  if (byId.length > 0) return byId;
  const byText = suitable.filter((node) => node.name.replace(/\s+/g, ' ').trim() === text);
  if (byText.length === 1) return byText;
  const folded = fold(text);
  return suitable.filter((node) => fold(node.name) === folded || node.id.toLowerCase() === text.toLowerCase());
}

function loosely(view: ModelView, mention: string, accept: Accept): Found {
  const nodes = [...view.nodes.values()].filter((node) => node.name !== '' && accept(node));
  const results = variantsOf(mention).flatMap((variant) => {
    const text = fold(variant.text);
    if (text.length < 2) return [];
    return nodes
      .filter((node) => variant.accept === undefined || variant.accept(node))
      .map((node) => ({ quality: variant.weight * likeness(fold(node.name), text), nodes: [node] }));
  });
  return best(
    mention,
    results.filter(({ quality }) => quality > 0),
  );
}

/** Contained whole words count from 0.6, typing errors up to 0.85. */
function likeness(name: string, text: string): number {
  const [short, long] = name.length < text.length ? [name, text] : [text, name];
  const contained = text.length >= 3 && ` ${name} `.includes(` ${text} `) ? 0.6 + 0.2 * (text.length / name.length) : 0;
  if (short.length / long.length < ALIKE) return contained;
  const alike = similarity(name, text);
  return Math.max(alike >= ALIKE ? alike * 0.85 : 0, contained);
}

/** `X in Y`: X, but only inside of Y. */
function withinContainer(view: ModelView, mention: string, accept: Accept): Found {
  for (const [left, right] of splits(mention, /\s(?:in|of|inside|within|from)\s/)) {
    const containers = precisely(view, right, (node) => isContainer(node.kind)).nodes;
    if (containers.length === 0) continue;
    const inside = precisely(view, left, (node) => accept(node) && containers.some((one) => isInside(view, node, one)));
    if (inside.nodes.length > 0) return { ...inside, mention, quality: inside.quality * 0.95 };
  }
  return none(mention);
}

function best(mention: string, results: readonly Pick<Found, 'quality' | 'nodes'>[]): Found {
  const found = results.filter(({ nodes }) => nodes.length > 0);
  const quality = Math.max(0, ...found.map((one) => one.quality));
  const nodes = new Set(found.filter((one) => one.quality === quality).flatMap((one) => one.nodes));
  return { mention, quality, nodes: [...nodes] };
}

function none(mention: string): Found {
  return { mention, quality: 0, nodes: [] };
}
