import { elementKind } from '../model/kind.ts';
import { english } from './english.ts';
import type { Edit, Intent, Language, Role, Tongue } from './form.ts';
import { german } from './german.ts';
import { restored, type Sentence, sentence, splits } from './sentence.ts';

export type Parts = Readonly<Partial<Record<Role, string>>>;

/** One way to read what a person asks for. Parts are as the person wrote them; the model is not known here. */
export interface Request {
  readonly intent: Intent;
  readonly tongue: Tongue;
  readonly parts: Parts;
}

/** A way to take a sentence apart: for each of its requests the ways to read it, the likeliest first. */
export type Reading = readonly (readonly Request[])[];

/** Names may hold words such as `after`, so that there are many ways to read a sentence; no more than this are tried. */
const MAX_WAYS = 24;
const MAX_MARKS = 10;
const MAX_CLAUSES = 10;

/** What can be said in no more words than its opening. */
const bare: ReadonlySet<Intent> = new Set(['summary', 'greeting', 'approval', 'help']);

/** The parts that may hold any words; elements and kinds are checked against what there is. */
const free: Readonly<Partial<Record<Intent, readonly Role[]>>> = {
  add: ['what', 'name'],
  rename: ['to'],
  change: ['to'],
  connect: ['name'],
};

const tongues = ['en', 'de'] as const;
const grammars = { en: compiled(english), de: compiled(german) };

/** That something shall not be done. */
const negation = /^(?:\S+ )?(?:not|never|don't|nicht|nie)\b|\bnicht(?: \S+)?$|\bkeine?[mnrs]? /i;

const germanWords =
  /[äöüß]|\b(?:und|der|die|das|den|dem|ein|eine[nmrs]?|nach|vor|von|mit|auf|zu|ich|du|wir|mir|mich|bitte|ist|sind|nicht|wie|was|wer|wo|wann|warum|welche[nmrs]?|zwischen|alle|kannst|gibt|es|hallo|danke|ja|nein|hilfe|mache?|füge|lösche|entferne|benenne|ändere|setze|zeige?)\b/gi;
const englishWords =
  /\b(?:and|the|an?|after|before|of|with|on|to|i|you|we|me|please|is|are|not|how|what|who|where|when|why|which|between|all|can|it|hello|thanks|yes|no|help|make|add|delete|remove|rename|change|set|show)\b/gi;

/** The language that a text which nobody understands is likely to be in; undefined when it may be in either. */
export function tongueOf(text: string): Tongue | undefined {
  const [de, en] = [germanWords, englishWords].map((words) => text.match(words)?.length ?? 0);
  return de === en ? undefined : de! > en! ? 'de' : 'en';
}

/** All readings of a text; none when it is not understood. Only the model can tell which one is meant. */
export function read(text: string): readonly Reading[] {
  const said = sentence(text);
  if (said === undefined) return [];
  const readings = tongues.flatMap((tongue) => editsOf(said, tongue));
  return readings.length > 0 ? readings : tongues.flatMap((tongue) => questionsOf(said, tongue));
}

/** The ways to read a text as more parts of a request, such as `after X` for something to be added. */
export function readParts(text: string, { intent, tongue }: Request): readonly Parts[] {
  const said = sentence(text);
  const form = grammars[tongue].edits.find((one) => one.intent === intent && one.marks.length > 0);
  if (said === undefined || form === undefined) return [];
  const body = said.line.replace(/^(?:add|put|insert|place|move|füge|setze|verschiebe) (?:it|es|sie|ihn) /i, '');
  const ways = waysOf(body, { ...form, needs: [] }).filter(({ what }) => what === '');
  return ways.map(({ what: _, ...parts }) => whole(parts, said));
}

function editsOf(said: Sentence, tongue: Tongue): readonly Reading[] {
  if (negation.test(said.line)) return [];
  const { verb, join, joinedVerb } = grammars[tongue];
  const clauses = (lines: readonly string[]) => {
    const found = lines.length > 1 && lines.length <= MAX_CLAUSES ? lines.map((one) => editOf(one, tongue)) : [];
    return found.every((ways) => ways.length > 0) ? found : [];
  };
  const several = clauses(said.line.split(joinedVerb));
  const [first = '', ...more] = said.line.split(join);
  const again = verb.exec(first)?.[0];
  const repeated = again === undefined ? [] : clauses([first, ...more.map((rest) => `${again} ${rest}`)]);
  // Where another request begins, a name without quotes has ended.
  const swallows = ({ intent, parts }: Request) => {
    const isRenamed = intent === 'rename' || intent === 'change';
    const next = several.length > 0 ? joinedVerb : repeated.length > 0 && isRenamed ? join : undefined;
    return next !== undefined && free[intent]?.some((role) => next.test(parts[role] ?? ''));
  };
  const one = editOf(said.line, tongue).filter((way) => !swallows(way));
  return [several, one.length > 0 ? [one] : [], repeated]
    .filter((reading) => reading.length > 0)
    .map((reading) => reading.map((ways) => ways.map((way) => ({ ...way, parts: whole(way.parts, said) }))));
}

/** The ways to read one request, by the first form that has any. */
function editOf(said: string, tongue: Tongue): readonly Request[] {
  const { edits, place, joinedAdd } = grammars[tongue];
  const line = said.replace(/^(\S+) (?:please|bitte|doch|mal|dann|danach|jetzt) /, '$1 ');
  for (const { intent, body, ...form } of edits) {
    const rest = body.exec(line)?.[1];
    const ways = rest === undefined ? [] : waysOf(rest, form);
    if (ways.length > 0) return ways.map((parts) => ({ intent, tongue, parts }));
  }
  // `After X, add Y`.
  if (!place.test(line)) return [];
  return splits(line, joinedAdd).flatMap(([where, add]) =>
    editOf(`${add.replace(/ (?:ein|hinzu)$/, '')} ${where}`, tongue),
  );
}

function questionsOf(said: Sentence, tongue: Tongue): readonly Reading[] {
  const { questions, everything } = grammars[tongue];
  const line = said.line.replace(/[\s?]+$/, '');
  const readings = questions.flatMap(({ intent, body, ...form }) => {
    const rest = body.exec(line)?.[1];
    const ways = rest === undefined ? [] : waysOf(rest, form);
    return ways.map((parts) => ({ intent, tongue, parts: whole(parts, said) }));
  });
  const known = readings.flatMap((one): readonly Request[] => {
    const { what = '', within = '' } = one.parts;
    const place = (text: string) => (everything.test(text) ? '' : text);
    if (one.intent === 'contents')
      return [{ ...one, intent: 'list', parts: { what: 'elements', within: place(what) } }];
    if (one.intent !== 'list' && one.intent !== 'count') return [one];
    return elementKind(what) === undefined ? [] : [{ ...one, parts: { what, within: place(within) } }];
  });
  return known.length > 0 ? [[known]] : [];
}

function whole(parts: Parts, said: Sentence): Parts {
  return Object.fromEntries(Object.entries(parts).map(([role, text]) => [role, restored(text, said)]));
}

interface CompiledForm {
  readonly intent: Intent;
  /** What stands between the opening and the closing words. */
  readonly body: RegExp;
  readonly marks: readonly { readonly role: Role; readonly pattern: RegExp; readonly isCertain: boolean }[];
  readonly needs: readonly Role[];
}

/** All ways to tell the parts of a request by their markers, those with more parts first. */
function waysOf(body: string, { marks, needs }: Pick<CompiledForm, 'marks' | 'needs'>): readonly Parts[] {
  const found = marks
    .flatMap(({ pattern, ...mark }) =>
      [...body.matchAll(pattern)].map((one) => ({ ...mark, start: one.index, end: one.index + one[0].length })),
    )
    .sort((a, b) => a.start - b.start || b.end - a.end);
  if (found.length > MAX_MARKS) return [];
  const ways: Parts[] = [];
  const part = (from: number, to?: number) => body.slice(from, to).replace(/^[\s,:]+|[\s,:]+$/g, '');
  const walk = (at: number, from: number, role: Role, parts: Parts): void => {
    for (const [index, mark] of found.entries()) {
      if (ways.length >= MAX_WAYS) return;
      if (index < at || mark.start < from || mark.role === role || (parts[mark.role] ?? '') !== '') continue;
      if (mark.role === 'and' && role !== 'between') continue;
      const text = part(from, mark.start);
      if (text !== '' || role === 'what') walk(index + 1, mark.end, mark.role, { ...parts, [role]: text });
      if (mark.isCertain) return;
    }
    if (part(from) !== '' || role === 'what' || role === 'within') ways.push({ ...parts, [role]: part(from) });
  };
  walk(0, 0, 'what', {});
  return ways.filter(
    (parts) => needs.every((role) => (parts[role] ?? '') !== '') && 'between' in parts === 'and' in parts,
  );
}

function compiled({ edits, questions, markers, certain, joins, everything }: Language) {
  const words: Readonly<Record<string, string>> = Object.fromEntries(markers);
  const form = ([intent, opening = '', roles = '', closing]: readonly string[]): CompiledForm => {
    const named = roles.split(' ').filter(Boolean);
    const needs = named.flatMap((one) => (/^(\w+)!/.exec(one)?.[1] as Role | undefined) ?? []);
    const end = closing === undefined ? '' : `(?:\\s+(?:${closing}))${opening === '' ? '' : '?'}`;
    return {
      intent: intent as Intent,
      body: new RegExp(`^${opening && `(?:${opening})(?=\\s|$|«)`}\\s*(.*?)${end}$`, 'i'),
      needs: needs.includes('source') || bare.has(intent as Intent) ? needs : [...needs, 'what'],
      marks: named.map((one) => {
        const [role = '', marker = role] = one.replace('!', '').split('=');
        const pattern = new RegExp(`(?<=^|\\s)(?:${words[marker]})(?:(?=\\s|$|«)|(?<=\\s))`, 'gi');
        return { role: role as Role, pattern, isCertain: certain.includes(marker) };
      }),
    };
  };
  const openings = (intent?: Edit) =>
    edits.flatMap(([one, opening]) => (opening && (intent ?? one) === one ? [opening] : [])).join('|');
  return {
    edits: edits.map(form),
    questions: questions.map(form),
    everything: new RegExp(`^(?:${everything})$`, 'i'),
    verb: new RegExp(`^(?:${openings()})(?=\\s|«)`, 'i'),
    join: new RegExp(`,?\\s+(?:${joins})\\s+|,\\s+`, 'i'),
    joinedVerb: new RegExp(`(?:[,;.]?\\s+(?:${joins})|[,;.])\\s+(?=(?:${openings()})(?:\\s|«))`, 'i'),
    joinedAdd: new RegExp(`,?\\s+(?:(?:please|bitte) )?(?=(?:${openings('add')})(?:\\s|«))`, 'gi'),
    place: new RegExp(`^(?:${words.after}|${words.before}|${words.between})(?=\\s|«)`, 'i'),
  };
}
