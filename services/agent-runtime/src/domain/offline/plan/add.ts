import type { Request } from '../language/read.ts';
import { duration, nameOf, newName, numberOf, splits, withoutArticle } from '../language/sentence.ts';
import { find } from '../model/find.ts';
import { type ElementKind, elementKind, isActivity, isGateway, kindWords } from '../model/kind.ts';
import { newId } from '../model/operation.ts';
import type { ModelView } from '../model/view.ts';
import { say } from '../say.ts';
import { answer, type Decision, unexplained } from './decision.ts';
import { planMove } from './edit.ts';
import { insert } from './insert.ts';

/** Plans `add`. */
export function planAddition(view: ModelView, request: Request): Decision {
  const { parts } = request;
  const refuse = (phrase: string, ...told: string[]) => answer(0.1, say(view, phrase, ...told));
  const { kind: phrase, name: first, due = parts.due } = described(parts.what ?? '');
  // What is there already is put elsewhere, not made again.
  const isBare = phrase === 'task' && first !== '' && first === withoutArticle(parts.what ?? '');
  const there = isBare ? find(view, first, () => true) : undefined;
  if (there?.quality === 1 && there.nodes.length === 1) return planMove(view, request);
  if (/^(?:it|them|this|that|es|sie|ihn)$/i.test(first)) return unexplained(request, first);
  const make = elementKind(phrase)?.make;
  if (make === undefined) return refuse('I can add tasks, gateways, events and sub-processes, but no {}.', phrase);
  if (parts.name !== undefined && first !== '') return unexplained(request, first);
  const written = parts.name ?? first;
  if (/"(?:,| and| &| und) "/.test(written)) {
    return refuse('I add one element at a time: ask for the first one, then for what comes after it.');
  }
  const given = newName(written);
  // Neither the number of something nor how long it lasts is its name.
  if (numberOf(written) > 1)
    return refuse('I add one element at a time: ask for the first one, then for what comes after it.');
  const isSpan = make.eventDefinition === 'timer' && /^(?:of|for|in|lasting|von|für|über|mit) /i.test(written);
  if (given === undefined || isSpan) return unexplained(request, written);
  const timer = duration(due ?? '');
  if (due !== undefined && (timer === undefined || make.eventDefinition !== 'timer')) return unexplained(request, due);
  const branches = (parts.branches ?? '')
    .split(/\s*(?:,|\band\b|\bund\b|&)\s*/i)
    .filter(Boolean)
    .map(nameOf);
  if (branches.includes(undefined)) return unexplained(request, parts.branches!);
  if (branches.length > 0 && !isGateway(make.kind)) return refuse('Only a gateway has branches.');
  const { kind, eventDefinition } = boundary(make, phrase, parts);
  const name = given || (due ?? (isActivity(kind) ? say(view, 'New task') : ''));
  const kindOf = kindWords(kind, view.tongue, eventDefinition);
  const id = newId(view);
  return insert(view, request, {
    id,
    kind,
    words: name === '' ? kindOf : `${kindOf} "${name}"`,
    isNew: true,
    branches: branches as string[],
    put: ({ parent, lane, attachedTo }) => {
      const known = { eventDefinition, timer, lane, attachedTo };
      const properties = Object.fromEntries(Object.entries(known).filter((one): one is [string, string] => !!one[1]));
      return [
        {
          op: 'add_node',
          ref: id,
          kind,
          ...(name !== '' && { name }),
          ...(parent !== '' && { parent }),
          ...(Object.keys(properties).length > 0 && { properties }),
        },
      ];
    },
  });
}

/** An event that is put on something is a boundary event, unless it is called an intermediate one. */
function boundary(make: NonNullable<ElementKind['make']>, phrase: string, { host }: Request['parts']) {
  const isMeant = host !== undefined && make.eventDefinition !== undefined && !/intermediate|zwischen/i.test(phrase);
  return isMeant && make.kind === 'bpmn::intermediate_catch_event' ? { ...make, kind: 'bpmn::boundary_event' } : make;
}

/** The kind and the name of something new, as written; a task when no kind is said. */
function described(what: string): { kind: string; name: string; due?: string } {
  const text = withoutArticle(what);
  const [, due = ''] = /^(\S+[ -]\S+?)[ -]timer$/i.exec(text) ?? [];
  if (duration(due) !== undefined) return { kind: 'timer', name: '', due: due.replace('-', ' ') };
  for (const [kind, name] of splits(text, /\s*:\s+|\s+(?:for|für)\s+/g)) {
    if (elementKind(kind) !== undefined) return { kind, name };
  }
  const words = text.split(' ');
  for (const isHead of [true, false]) {
    for (let length = Math.min(5, words.length - (isHead ? 0 : 1)); length > 0; length--) {
      const at = isHead ? length : words.length - length;
      const [left, right] = [words.slice(0, at).join(' '), words.slice(at).join(' ')];
      const [kind, name] = isHead ? [left, right] : [right, left.replace(/(?:,| as an?| als)$/i, '')];
      if (elementKind(kind) !== undefined) return { kind, name };
    }
  }
  const [, noun, quoted] = /^([^"]+?)\s+("[^"]*".*)$/.exec(text) ?? [];
  return noun !== undefined && quoted !== undefined ? { kind: noun, name: quoted } : { kind: 'task', name: text };
}
