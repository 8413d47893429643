import { answer, type Decision } from '../decision.ts';
import { label } from '../model/containers.ts';
import { isActivity, isEvent, isGateway, kindWords, localKind } from '../model/kind.ts';
import type { ModelView, ViewNode } from '../model/model-view.ts';

const MAX_NAMED = 5;

/** Answers `what is this model about`. */
export function answerSummary(view: ModelView): Decision {
  const nodes = [...view.nodes.values()];
  const named = (test: (node: ViewNode) => boolean) => nodes.filter((node) => node.name !== '' && test(node));
  const pools = named((node) => node.kind === 'bpmn::participant');
  const about = pools.length > 0 ? pools : named((node) => node.kind === 'bpmn::process');
  const lines = [
    about.length > 0 ? `This model is about ${listed(view, about)}.` : 'This model has no named process or pool.',
    `It has ${view.totalNodes} elements: ${counts(nodes)}${view.reduced ? ' and more' : ''}.`,
    ...sentenceOf(
      'Its lanes are',
      view,
      named((node) => node.kind === 'bpmn::lane'),
    ),
    ...sentenceOf(
      'It starts with',
      view,
      nodes.filter((node) => node.kind === 'bpmn::start_event' && isOutermost(view, node)),
    ),
    ...sentenceOf(
      'Its main steps are',
      view,
      named((node) => isActivity(node.kind) && isOutermost(view, node)),
    ),
    ...sentenceOf(
      'It ends with',
      view,
      nodes.filter((node) => node.kind === 'bpmn::end_event' && isOutermost(view, node)),
    ),
  ];
  return answer(0.9, lines.join('\n'));
}

function sentenceOf(words: string, view: ModelView, nodes: readonly ViewNode[]): readonly string[] {
  return nodes.length === 0 ? [] : [`${words} ${listed(view, nodes)}.`];
}

function listed(view: ModelView, nodes: readonly ViewNode[]): string {
  const names = nodes.slice(0, MAX_NAMED).map((node) => label(view, node));
  if (nodes.length > MAX_NAMED) return `${names.join(', ')} and ${nodes.length - MAX_NAMED} more`;
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');
}

function counts(nodes: readonly ViewNode[]): string {
  const groups: readonly (readonly [string, (kind: string) => boolean])[] = [
    ['activities', isActivity],
    ['gateways', isGateway],
    ['events', isEvent],
    ['pools', (kind) => localKind(kind) === 'participant'],
    ['lanes', (kind) => localKind(kind) === 'lane'],
  ];
  const parts = groups
    .map(([words, test]) => [words, nodes.filter((node) => test(node.kind)).length] as const)
    .filter(([, count]) => count > 0)
    .map(([words, count]) => `${count} ${words}`);
  return parts.length > 0
    ? parts.join(', ')
    : [...new Set(nodes.map((node) => kindWords(node.kind)))].slice(0, MAX_NAMED).join(', ');
}

/** Not in a sub-process. */
function isOutermost(view: ModelView, node: ViewNode): boolean {
  const parent = view.nodes.get(node.parent);
  return parent === undefined || !isActivity(parent.kind);
}
