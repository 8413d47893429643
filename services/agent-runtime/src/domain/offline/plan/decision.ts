import type { Role, Speech } from '../language/form.ts';
import type { Request } from '../language/read.ts';
import { type Accept, find, nearest } from '../model/find.ts';
import type { PatchOperation } from '../model/operation.ts';
import { label, type ModelView, reference, type ViewNode } from '../model/view.ts';
import { say } from '../say.ts';

/** What to do about one reading of a request. `quality`, 0 to 1, says how well the reading fits the model. */
export type Decision =
  | { readonly type: 'answer'; readonly quality: number; readonly text: string }
  /** A question back: the answer is the `missing` part of the request; `yes` is the request that a yes means. */
  | {
      readonly type: 'ask';
      readonly quality: number;
      readonly text: string;
      readonly request: Request;
      readonly missing: Role;
      readonly yes?: Request | undefined;
    }
  | {
      readonly type: 'propose';
      readonly quality: number;
      readonly title: string;
      readonly operations: readonly PatchOperation[];
    };

/** Up to here a reading says only why it does not fit. */
export const UNFIT = 0.12;
const MAX_LISTED = 8;

export const answer = (quality: number, text: string): Decision => ({ type: 'answer', quality, text });

/** A request with other parts. */
export const having = (request: Request, parts: Request['parts']): Request => ({
  ...request,
  parts: { ...request.parts, ...parts },
});

/** A mention in quotes, shortened. */
export function said(mention: string): string {
  const text = mention.replaceAll('"', '');
  return `"${text.length > 80 ? `${text.slice(0, 79)}…` : text}"`;
}

/** As a list of Markdown, with the number of those that are too many to be told. */
export function bullets(to: Speech, told: readonly string[], total = told.length): readonly string[] {
  const more = total > told.length ? [say(to, 'and {} more', total - told.length)] : [];
  return [...told, ...more].map((line) => `- ${line}`);
}

/** Words of a request that nothing explains: rather nothing is done than something else. */
export function unexplained(request: Request, text: string): Decision {
  const rest = text.replace(/^"[^"]*"\s+/, '');
  return answer(0.1, say(request, 'I do not understand {} in this request, so I change nothing.', said(rest)));
}

/** Decides with the elements that parts of a request mention, one each; or asks back when one is not clear. */
export function withElements(
  view: ModelView,
  request: Request,
  roles: readonly Role[],
  what: string,
  accept: Accept,
  decide: (nodes: readonly ViewNode[], quality: number) => Decision,
): Decision {
  const { parts } = request;
  const found: ViewNode[] = [];
  let sum = 0;
  for (const missing of roles) {
    const mention = parts[missing] ?? '';
    const { quality, nodes } = find(view, mention, accept);
    if (nodes.length === 0) {
      const near = nearest(view, mention, accept).map((node) => reference(view, node));
      const hint = near.length > 0 ? ` ${say(request, 'Did you mean {}?', near.join(' / '))}` : '';
      const text = say(request, 'I find no {} {} in this model.', say(request, what), said(mention)) + hint;
      const yes = near.length === 1 ? having(request, { [missing]: near[0] }) : undefined;
      return { type: 'ask', quality: UNFIT, text, request, missing, yes };
    }
    if (nodes.length > 1) {
      const line = (node: ViewNode) => `${label(view, node)}${node.name === '' ? '' : `, id ${node.id}`}`;
      const first = say(request, 'Several elements could be meant by {}:', said(mention));
      const which = say(request, 'Which one? Please say its id.');
      const text = [first, ...bullets(request, nodes.slice(0, MAX_LISTED).map(line), nodes.length), which].join('\n');
      return { type: 'ask', quality: quality * 0.9, text, request, missing };
    }
    found.push(nodes[0]!);
    sum += quality;
  }
  return decide(found, sum / roles.length);
}
