import { answer, type Decision, resolve } from '../decision.ts';
import type { Request } from '../language/request.ts';
import { label, laneOf, poolOf } from '../model/containers.ts';
import type { ModelView, ViewNode } from '../model/model-view.ts';
import { answerOrder } from './order.ts';

/** Answers `which lane is X in` and `who does X`. */
export function answerWhereabouts(view: ModelView, request: Extract<Request, { type: 'whereabouts' }>): Decision {
  const found = resolve(view, request.element, 'element');
  if (!found.ok) return found.decision;
  const places = placesOf(view, found.node);
  const text =
    places === ''
      ? `${label(view, found.node)} lies in no pool, lane or sub-process.`
      : `${label(view, found.node)} lies in ${places}.`;
  return answer(found.quality, capital(text));
}

/** Answers `what is X`. */
export function answerDescription(view: ModelView, request: Extract<Request, { type: 'describe' }>): Decision {
  const found = resolve(view, request.element, 'element');
  if (!found.ok) return found.decision;
  const { node, quality } = found;
  const places = placesOf(view, node);
  const inside = view.children(node.id).length;
  const lines = [
    `${label(view, node)} has the id ${node.id}${places === '' ? '' : ` and lies in ${places}`}.`,
    ...(inside > 0 ? [`It holds ${inside} elements.`] : []),
    ...(['before', 'after'] as const)
      .map((type) => answerOrder(view, { type, element: node.id }))
      .flatMap((one) => (one.type === 'answer' && one.quality > 0 ? [one.text] : [])),
  ];
  return answer(quality, capital(lines.join('\n')));
}

function placesOf(view: ModelView, node: ViewNode): string {
  const parent = view.nodes.get(node.parent);
  const places = [laneOf(view, node), parent?.kind === 'bpmn::collaboration' ? undefined : parent, poolOf(view, node)];
  const distinct = [...new Set(places)].filter((one) => one !== undefined && one.id !== node.id);
  return distinct.map((one) => label(view, one!)).join(', ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
