import { elementKind } from './element-kind.ts';
import type { Place, Request } from './request.ts';
import { article, newName, splits } from './sentence.ts';

const verb =
  /^(?:add|insert|create|put|place|append|introduce|include|draw|model|we need|i need|there (?:should|must) be)\s+/i;
const placeFirst = /,?\s+(?:please )?(?:add|insert|create|put|place|introduce|there (?:should|must) be)\s+/;
const NEAR = '(?:right |directly |immediately |just |straight )?';
const AFTER = `\\s${NEAR}(?:after|behind|following)\\s`;
const BEFORE = `\\s${NEAR}(?:before|in front of|prior to|ahead of)\\s`;
const called = /(?:,\s*|\s+)(?:named|called|labell?ed|titled|with (?:the )?(?:name|label))\s+/;
const branched = /^(.+?),?\s+(?:on|in|along|for|via)\s+(?:the\s+)?(.+?)\s+(?:branch|path|flow|arm|side)$/i;

/** Readings of `add a user task "N" after X` and its kin. */
export function readAddition(line: string): readonly Request[] {
  const opening = verb.exec(line);
  if (opening !== null) return placed(line.slice(opening[0].length));
  if (!/^(?:right |directly |immediately )?(?:after|before|between|behind)\s/i.test(line)) return [];
  return splits(line, placeFirst).flatMap(([place, what]) => placed(`${what} ${place}`));
}

function placed(body: string): readonly Request[] {
  const readings: Request[] = [];
  for (const [what, pair] of splits(body, /\s(?:in )?between\s/)) {
    for (const [from, rest] of splits(pair, /\s(?:and|&)\s/)) {
      readings.push(...named(what, rest, (to) => ({ at: 'between', from, to })));
    }
  }
  for (const [what, rest] of splits(body, new RegExp(AFTER))) {
    readings.push(...named(what, rest, (text) => ({ at: 'after', ...onBranch(text) })));
  }
  for (const [what, rest] of splits(body, new RegExp(BEFORE))) {
    readings.push(...named(what, rest, (text) => ({ at: 'before', ...onBranch(text) })));
  }
  if (readings.length > 0) return readings;
  for (const [what, rest] of splits(body, /\s(?:on|onto|to|at)\s/)) {
    readings.push(...named(what, rest, (element) => ({ at: 'on', element })));
  }
  return [
    ...readings,
    ...described(body).map((made) => ({ type: 'add' as const, ...made, place: { at: 'unsaid' as const } })),
  ];
}

/** `what` may have its name behind the place: `a task after X called N`. */
function named(what: string, rest: string, place: (text: string) => Place): readonly Request[] {
  const add = (text: string, name?: string) =>
    described(what).map((made) => ({ type: 'add' as const, ...made, name: name ?? made.name, place: place(text) }));
  const late = splits(rest, called).flatMap(([element, name]) => add(element, newName(name)));
  return [...late, ...add(rest)];
}

function onBranch(text: string): { element: string; branch: string } {
  const match = branched.exec(text);
  return match === null ? { element: text, branch: '' } : { element: match[1]!, branch: match[2]! };
}

/** The kind, as written, and the name of something new; `task` when no kind is said. */
function described(what: string): readonly { kind: string; name: string }[] {
  const text = what.replace(article, '').replace(/[\s,:]+$/, '');
  if (text === '') return [];
  for (const [kind, name] of splits(
    text,
    /\s*:\s+|(?:,\s*|\s+)(?:named|called|labell?ed|titled|with (?:the )?(?:name|label)|for|that says)\s+/,
  )) {
    if (elementKind(kind) !== undefined) return [{ kind, name: newName(name) }];
  }
  const words = text.split(' ');
  for (let length = Math.min(5, words.length); length > 0; length--) {
    const head = words.slice(0, length).join(' ');
    if (elementKind(head) !== undefined) return [{ kind: head, name: newName(words.slice(length).join(' ')) }];
  }
  for (let length = Math.min(5, words.length - 1); length > 0; length--) {
    const tail = words.slice(-length).join(' ');
    const name = words
      .slice(0, -length)
      .join(' ')
      .replace(/\s+(?:as (?:a|an)|,)$/i, '');
    if (elementKind(tail) !== undefined) return [{ kind: tail, name: newName(name) }];
  }
  const [, noun, quoted] = /^([^"]+?)\s+("[^"]*".*)$/.exec(text) ?? [];
  if (noun !== undefined && quoted !== undefined) return [{ kind: noun, name: newName(quoted) }];
  return [{ kind: 'task', name: newName(text) }];
}
