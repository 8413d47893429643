import { answer, type Decision, said } from '../decision.ts';
import { label, reference } from '../model/containers.ts';
import { isActivity } from '../model/kind.ts';
import type { ModelView, ViewEdge, ViewNode } from '../model/model-view.ts';
import { describe, type NewElement } from './new-element.ts';

/** Asks back on which of several flows something goes, with an example that can be answered with. */
export function askBranch(
  view: ModelView,
  element: NewElement,
  node: ViewNode,
  flows: readonly ViewEdge[],
  end: 'source' | 'target',
  quality: number,
): Decision {
  const ways = flows
    .map((flow) => ({ flow, other: view.nodes.get(flow[end]) }))
    .filter(({ other }) => other !== undefined);
  const lines = ways.map(
    ({ flow, other }) => `- ${label(view, other!)}${flow.name === '' ? '' : ` (on ${said(flow.name)})`}`,
  );
  const example = ways[0]?.other;
  const pair = end === 'target' ? [node, example] : [example, node];
  const words = pair.map((one) => (one === undefined ? '…' : reference(view, one))).join(' and ');
  const verb =
    end === 'target' ? `Several ways lead on from ${label(view, node)}` : `Several ways lead to ${label(view, node)}`;
  return answer(
    quality,
    [`${verb}:`, ...lines, `On which one? Say for example: add a ${describe(element)} between ${words}`].join('\n'),
  );
}

/** Asks back where something goes. */
export function askWhere(view: ModelView, element: NewElement): Decision {
  const some = [...view.nodes.values()].find((node) => isActivity(node.kind) && node.name !== '');
  const example = some === undefined ? '' : ` For example: add a ${describe(element)} after ${reference(view, some)}`;
  return answer(0.1, `Where shall the ${describe(element)} go: after, before or between which elements?${example}`);
}
