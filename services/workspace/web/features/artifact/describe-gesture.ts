import type { Elements } from '../../data/elements.ts';
import { kindName } from '../../data/kinds.ts';
import { getPreferences } from '../../design/preferences.ts';
import { wordsNow } from '../../design/use-words.ts';
import type { Step } from '../../editor/gesture.ts';
import { words } from './words.ts';

/** What a gesture tells best, first. */
const WEIGHT = [
  'addNode',
  'removeNode',
  'changeKind',
  'rename',
  'connect',
  'disconnect',
  'updateNode',
  'move',
  'arrange',
];

/** One line for the history, such as `Add task “Check”`. */
export function describeGesture(steps: readonly Step[], elements: Elements): string {
  const t = wordsNow(words);
  const weigh = (step: Step) => WEIGHT.indexOf(step?.case ?? '') >>> 0;
  const step = [...steps].sort((a, b) => weigh(a) - weigh(b))[0];
  const called = (id: string) => {
    const element = elements.get(id);
    return element === undefined ? '' : titled(element.kind, element.name);
  };
  switch (step?.case) {
    case 'addNode':
      return t.added(titled(step.value.node?.kind ?? '', step.value.node?.name ?? ''));
    case 'removeNode':
      return t.removed(called(idOf(step.value.selector)));
    case 'rename':
      return t.renamed(called(idOf(step.value.selector)), step.value.name ?? '');
    case 'connect':
      return t.connected(called(idOf(step.value.source)), called(idOf(step.value.target)));
    case 'disconnect':
      return t.removed(called(step.value.edgeId ?? ''));
    case 'changeKind':
      return t.becomes(called(idOf(step.value.selector)), kindName(step.value.kind ?? '', getPreferences().language));
    case 'updateNode':
      if (isColour(step.value.properties)) return t.coloured(called(idOf(step.value.selector)), steps.length);
      return t.moved(called(idOf(step.value.selector)));
    case 'arrange':
      return t.moved(called(step.value.placements?.[0]?.id ?? ''));
    case 'move':
      return t.moved(called(idOf(step.value.selector)));
    default:
      return '';
  }
}

const isColour = (properties: object | undefined) =>
  Object.keys(properties ?? {}).every((name) => name === 'fill' || name === 'stroke');

function titled(kind: string, name: string): string {
  const { language } = getPreferences();
  return name === '' ? kindName(kind, language) : wordsNow(words).quoted(name);
}

function idOf(
  selector: { readonly selector?: { readonly case?: string | undefined; readonly value?: unknown } } | undefined,
): string {
  return selector?.selector?.case === 'id' ? String(selector.selector.value) : '';
}
