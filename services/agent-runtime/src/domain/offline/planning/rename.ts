import { answer, type Decision, resolve } from '../decision.ts';
import type { Request } from '../language/request.ts';
import { label } from '../model/containers.ts';
import type { ModelView } from '../model/model-view.ts';

/** Plans `rename X to Y`. */
export function planRename(view: ModelView, request: Extract<Request, { type: 'rename' }>): Decision {
  const found = resolve(view, request.element, 'element');
  if (!found.ok) return found.decision;
  const { node, quality } = found;
  if (request.name === '')
    return answer(quality, `Which name shall ${label(view, node)} have? It needs at least a letter.`);
  if (node.name === request.name) return answer(quality, `That is its name already: ${label(view, node)}.`);
  const title = `Rename ${label(view, node)} to "${request.name}"`;
  return { type: 'propose', quality, title, operations: [{ op: 'rename', element: node.id, name: request.name }] };
}
