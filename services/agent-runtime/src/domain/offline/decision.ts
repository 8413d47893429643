import { label, reference } from './model/containers.ts';
import { find, nearest } from './model/find.ts';
import type { ModelView, ViewNode } from './model/model-view.ts';

/** One operation as the tool `ProposePatch` takes it. */
export type PatchOperation = { readonly op: string } & Readonly<Record<string, unknown>>;

/** What to do about one reading of a request. `quality`, 0 to 1, says how well the reading fits the model. */
export type Decision =
  | { readonly type: 'answer'; readonly quality: number; readonly text: string }
  | {
      readonly type: 'propose';
      readonly quality: number;
      readonly title: string;
      readonly operations: readonly PatchOperation[];
    };

export type Resolved =
  | { readonly ok: true; readonly node: ViewNode; readonly quality: number }
  | { readonly ok: false; readonly decision: Decision };

const MAX_LISTED = 8;

/** The one element that a mention means, or a decision that asks back. `what` says what is looked for, such as `step`. */
export function resolve(
  view: ModelView,
  mention: string,
  what: string,
  accept: (node: ViewNode) => boolean = () => true,
): Resolved {
  const { quality, nodes } = find(view, mention, accept);
  const [node, second] = nodes;
  if (node === undefined)
    return { ok: false, decision: { type: 'answer', quality: 0, text: notFound(view, mention, what, accept) } };
  if (second === undefined) return { ok: true, node, quality };
  const listed = nodes
    .slice(0, MAX_LISTED)
    .map((one) => `- ${label(view, one)}${one.name === '' ? '' : `, id ${one.id}`}`);
  const more = nodes.length > MAX_LISTED ? [`- and ${nodes.length - MAX_LISTED} more`] : [];
  const text = [
    `Several elements could be meant by ${said(mention)}:`,
    ...listed,
    ...more,
    'Which one? Please ask again with its id.',
  ];
  return { ok: false, decision: { type: 'answer', quality: quality * 0.95, text: text.join('\n') } };
}

function notFound(view: ModelView, mention: string, what: string, accept: (node: ViewNode) => boolean): string {
  const near = nearest(view, mention, accept).map((node) => reference(view, node));
  const hint = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
  return `I find no ${what} ${said(mention)} in this model.${hint}`;
}

/** A mention in quotes, shortened. */
export function said(mention: string): string {
  const text = mention.replaceAll('"', '');
  return `"${text.length > 80 ? `${text.slice(0, 79)}…` : text}"`;
}

export function answer(quality: number, text: string): Decision {
  return { type: 'answer', quality, text };
}
