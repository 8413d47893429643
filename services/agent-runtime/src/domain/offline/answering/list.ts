import { answer, type Decision, resolve } from '../decision.ts';
import { elementKind } from '../language/element-kind.ts';
import type { Request } from '../language/request.ts';
import { isInside, label } from '../model/containers.ts';
import { isContainer } from '../model/kind.ts';
import type { ModelView, ViewNode } from '../model/model-view.ts';

const MAX_LISTED = 60;

/** Answers `list the tasks of Y` and `how many gateways are there`. */
export function answerList(view: ModelView, request: Extract<Request, { type: 'list' }>): Decision {
  const kind = elementKind(request.kind);
  if (kind === undefined) return answer(0, `I do not know what ${request.kind} are.`);
  const container =
    request.within === ''
      ? undefined
      : resolve(view, request.within, 'pool, lane, process or sub-process', (node) => isContainer(node.kind));
  const places = container === undefined ? undefined : sameName(view, container, request.within);
  if (container?.ok === false && places === undefined) return container.decision;
  const found = [...view.nodes.values()].filter(
    (node) => kind.matches(node) && (places === undefined || places.some((place) => isInside(view, node, place))),
  );
  const quality = container?.ok ? container.quality : 0.9;
  const where = places?.[0] === undefined ? 'this model' : label(view, places[0]);
  const words = request.kind.toLowerCase();
  if (request.count)
    return answer(quality, `${found.length} ${found.length === 1 ? words.replace(/s$/, '') : words} in ${where}.`);
  if (found.length === 0) return answer(quality, `There are no ${words} in ${where}.`);
  const lines = found.slice(0, MAX_LISTED).map((node) => `- ${label(view, node)}`);
  const more = found.length > MAX_LISTED ? [`- and ${found.length - MAX_LISTED} more`] : [];
  return answer(
    quality,
    [`${found.length} ${found.length === 1 ? words.replace(/s$/, '') : words} in ${where}:`, ...lines, ...more].join(
      '\n',
    ),
  );
}

/** A pool and its process often share a name; what is in one is in the other, so that it need not be asked which. */
function sameName(
  view: ModelView,
  container: ReturnType<typeof resolve>,
  mention: string,
): readonly ViewNode[] | undefined {
  if (container.ok) return [container.node];
  const pool = resolve(view, mention, 'pool', (node) => node.kind === 'bpmn::participant');
  return pool.ok ? [pool.node] : undefined;
}
