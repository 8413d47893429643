import type { Tongue } from '../language/form.ts';
import type { ViewNode } from './view.ts';

/** `user_task` of `bpmn::user_task`. */
export const localKind = (kind: string): string => kind.slice(kind.lastIndexOf('::') + 1).replace(/^:+/, '');

/** The pairs of a table such as `a: b; c: d`. */
function pairs(table: string): ReadonlyMap<string, string> {
  return new Map(table.split(';').map((row) => row.split(':').map((one) => one.trim()) as [string, string]));
}

const named = new Map([
  ['participant', 'pool'],
  ['sub_process', 'sub-process'],
  ['ad_hoc_sub_process', 'ad-hoc sub-process'],
]);

/** What people call kinds and triggers in German. */
const german =
  pairs(`task: Aufgabe; user_task: Benutzeraufgabe; manual_task: manuelle Aufgabe; service_task: Serviceaufgabe;
  send_task: Sendeaufgabe; receive_task: Empfangsaufgabe; script_task: Skriptaufgabe; group: Gruppe; participant: Pool;
  business_rule_task: Geschäftsregelaufgabe; sub_process: Teilprozess; ad_hoc_sub_process: Ad-hoc-Teilprozess; lane: Lane;
  transaction: Transaktion; call_activity: Aufrufaktivität; exclusive_gateway: Exklusiv-Gateway; process: Prozess;
  parallel_gateway: Parallel-Gateway; inclusive_gateway: Inklusiv-Gateway; complex_gateway: Komplex-Gateway;
  event_based_gateway: Ereignis-Gateway; start_event: Startereignis; end_event: Endereignis;
  boundary_event: Randereignis; intermediate_catch_event: Zwischenereignis; intermediate_throw_event: Zwischenereignis;
  collaboration: Kollaboration; data_object_reference: Datenobjekt; data_object: Datenobjekt; text_annotation: Anmerkung;
  data_store_reference: Datenspeicher; data_store: Datenspeicher; data_input: Dateneingang; data_output: Datenausgang`);
const germanTriggers = pairs(`timer: Zeit; message: Nachrichten; error: Fehler; signal: Signal; escalation: Eskalations;
  compensate: Kompensations; conditional: Bedingungs; link: Link; terminate: Terminierungs; cancel: Abbruch`);

/** The German words for the English ones. */
export const germanKinds = [...german, ['sequence_flow', 'Sequenzfluss'], ['message_flow', 'Nachrichtenfluss']].map(
  ([local = '', words = '']) => [named.get(local) ?? local.replaceAll('_', ' '), words] as const,
);

/** A kind as people say it, in BPMN's own terms: `bpmn::user_task` is a `user task`, and a `Benutzeraufgabe`. */
export function kindWords(kind: string, tongue?: Tongue, trigger: string | null = null): string {
  const local = localKind(kind);
  const words = (tongue === 'de' ? german : named).get(local) ?? local.replaceAll('_', ' ');
  if (trigger === null) return words;
  return tongue === 'de' ? `${germanTriggers.get(trigger) ?? trigger}-${words}` : `${trigger} ${words}`;
}

const isLocally = (pattern: RegExp) => (kind: string) => pattern.test(localKind(kind));
export const isTask = isLocally(/^(.+_)?task$/);
export const isSubProcess = isLocally(/^((ad_hoc_)?sub_process|transaction)$/);
export const isActivity = isLocally(
  /^((.+_)?task|(ad_hoc_)?sub_process|transaction|call_activity|(sub|call)_choreography)$/,
);
export const isGateway = isLocally(/_gateway$/);
export const isEvent = isLocally(/_event$/);
export const isLane = isLocally(/^lane$/);
export const isData = isLocally(/^data_/);
/** What sequence flows connect. */
export const isFlowNode = (kind: string): boolean => isActivity(kind) || isGateway(kind) || isEvent(kind);
/** What other elements can be asked for in. */
export const isContainer = isLocally(
  /^((ad_hoc_)?sub_process|transaction|process|participant|lane|collaboration|choreography)$/,
);

/** What a phrase such as `user task`, `gateway` or `message start event` stands for. */
export interface ElementKind {
  /** What it makes when something is added; undefined for what can only be looked for. */
  readonly make?: { readonly kind: string; readonly eventDefinition?: string };
  /** Whether an element is meant when it is looked for. */
  matches(node: ViewNode): boolean;
}

/** From `user: benutzer, anwender; …`: what each of the words behind the colons stands for. */
const words = (table: string): ReadonlyMap<string, string> =>
  new Map(
    table.split(';').flatMap((row) => {
      const [meant = '', said = meant] = row.split(':').map((one) => one.trim());
      return said.split(',').map((one) => [one.trim(), meant] as const);
    }),
  );

const tasks =
  words(`user_task: user, human; manual_task: manual; service_task: service, system, automated; send_task: send;
  receive_task: receive; script_task: script; business_rule_task: rule, business rule`);
const gateways = words(`exclusive_gateway: exclusive, xor, x or, decision; parallel_gateway: parallel, and;
  inclusive_gateway: inclusive, or; complex_gateway: complex; event_based_gateway: event based, event`);
const triggers = words(`timer: timer, time; compensate: compensation, compensate; message; signal; error; escalation;
  conditional; link; terminate; cancel`);
/** German words and synonyms; they may stand in a compound: `Zeitereignis` is a `timer event`. */
const meanings = words(`user: benutzer, anwender; manual: manuell; service: dienst; send: sende; receive: empfangs;
  business rule: geschäftsregel; script: skript; task: aufgabe, schritt, tätigkeit; activity: aktivität; event: ereignis;
  timer: zeit; message: nachrichten, nachricht; error: fehler; boundary: rand, angeheftet; catch: eintretend, empfangend; throw: auslösend, sendend; intermediate: zwischen;
  exclusive: exklusiv; inclusive: inklusiv; parallel: parallel; complex: komplex; event based: ereignisbasiert; call activity: aufrufaktivität;
  sub process: teilprozess, unterprozess, subprozess, subprocess; decision: entscheidung, verzweigung; pool: participant;
  lane: spur, bahn, swimlane; process: prozess; data object: datenobjekt; document: dokument; split: join, fork;
  annotation: text annotation, kommentar, anmerkung, comment, note`);
const stems = new RegExp(
  `(${[...meanings.keys()].sort((a, b) => b.length - a.length).join('|')})(?:(?:s?e[mnrs]?|n)(?=\\s|$))?`,
  'g',
);

const nouns: Readonly<Record<string, ElementKind>> = {
  activity: { make: { kind: 'bpmn::task' }, matches: ({ kind }) => isActivity(kind) },
  step: { make: { kind: 'bpmn::task' }, matches: ({ kind }) => isActivity(kind) },
  task: { make: { kind: 'bpmn::task' }, matches: ({ kind }) => isTask(kind) },
  'sub process': { make: { kind: 'bpmn::sub_process' }, matches: ({ kind }) => isSubProcess(kind) },
  'call activity': exactly('call_activity'),
  transaction: exactly('transaction'),
  gateway: { make: { kind: 'bpmn::exclusive_gateway' }, matches: ({ kind }) => isGateway(kind) },
  split: { make: { kind: 'bpmn::parallel_gateway' }, matches: ({ kind }) => isGateway(kind) },
  decision: exactly('exclusive_gateway'),
  timer: event('intermediate_catch_event', 'timer'),
  lane: only(/^lane$/),
  pool: only(/^participant$/),
  process: only(/^process$/),
  container: { matches: ({ kind }) => isContainer(kind) },
  element: { matches: () => true },
  node: { matches: ({ kind }) => isFlowNode(kind) },
  'data object': only(/^data_object/),
  'data store': only(/^data_store/),
  document: only(/^data_/),
  annotation: only(/^text_annotation$/),
};

/**
 * What a phrase stands for, in any case, singular or plural, with `-` or a space; undefined when it is no kind of
 * element. The words before the noun must all be known: `check task` is not a kind.
 */
export function elementKind(phrase: string): ElementKind | undefined {
  const plain = phrase.toLowerCase().replaceAll('-', ' ');
  const meant = plain.replace(stems, (_, stem: string) => ` ${meanings.get(stem)} `).replace(/\s+/g, ' ');
  const all = meant
    .trim()
    .replace(/ies$/, 'y')
    .replace(/(process)es$/, '$1')
    .replace(/([^s])s$/, '$1');
  const noun = /\S+$/.exec(all)?.[0] ?? '';
  const before = all.slice(0, -noun.length).trim();
  if (Object.hasOwn(nouns, all)) return nouns[all];
  if (/^(task|activity|step)$/.test(noun) && tasks.has(before)) return exactly(tasks.get(before)!);
  if (/^(gateway|split|decision)$/.test(noun) && gateways.has(before)) return exactly(gateways.get(before)!);
  return noun === 'event' ? eventKind(before.split(' ').filter(Boolean)) : undefined;
}

/** Words such as `timer start`, `start timer`, `intermediate message catch` or none. */
function eventKind(before: readonly string[]): ElementKind | undefined {
  const [trigger, more] = before.filter((word) => triggers.has(word)).map((word) => triggers.get(word)!);
  const rest = before.filter((word) => !triggers.has(word)).join(' ');
  const direction = /\b(catch|receive)/.test(rest) ? 'catch' : /\b(throw|send)/.test(rest) ? 'throw' : undefined;
  const place = /\b(start|end|boundary|intermediate)\b/.exec(rest)?.[1];
  if (more !== undefined || !/^((start|end|boundary|intermediate|catch(ing)?|receive|throw(ing)?|send) ?)*$/.test(rest))
    return undefined;
  if (place !== undefined && place !== 'intermediate') return event(`${place}_event`, trigger);
  if (place === undefined && (trigger === 'terminate' || trigger === 'cancel')) return event('end_event', trigger);
  if (direction !== undefined) return event(`intermediate_${direction}_event`, trigger);
  const throws = trigger === undefined || trigger === 'escalation' || trigger === 'compensate';
  const made = event(throws ? 'intermediate_throw_event' : 'intermediate_catch_event', trigger);
  const isMeant = place === undefined ? isEvent : isLocally(/^intermediate_/);
  return { ...made, matches: (node) => isMeant(node.kind) && fits(node, trigger) };
}

function event(local: string, eventDefinition: string | undefined): ElementKind {
  const kind = `bpmn::${local}`;
  const make = eventDefinition === undefined ? { kind } : { kind, eventDefinition };
  return { make, matches: (node) => node.kind === kind && fits(node, eventDefinition) };
}

function fits(node: ViewNode, trigger: string | undefined): boolean {
  return trigger === undefined || node.properties.eventDefinition === trigger;
}

function exactly(local: string): ElementKind {
  const kind = `bpmn::${local}`;
  return { make: { kind }, matches: (node) => node.kind === kind };
}

function only(pattern: RegExp): ElementKind {
  return { matches: ({ kind }) => pattern.test(localKind(kind)) };
}
