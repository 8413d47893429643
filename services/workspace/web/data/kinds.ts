import type { Language } from '../design/preferences.ts';

/** Kinds of the registry whose names people know otherwise than by their spelling. */
const german: Readonly<Record<string, string>> = {
  task: 'Aufgabe',
  user_task: 'Benutzeraufgabe',
  service_task: 'Dienstaufgabe',
  send_task: 'Sendeaufgabe',
  receive_task: 'Empfangsaufgabe',
  manual_task: 'Manuelle Aufgabe',
  script_task: 'Skriptaufgabe',
  business_rule_task: 'Regelaufgabe',
  call_activity: 'Aufrufaktivität',
  sub_process: 'Teilprozess',
  start_event: 'Startereignis',
  end_event: 'Endereignis',
  boundary_event: 'Randereignis',
  intermediate_catch_event: 'Zwischenereignis',
  intermediate_throw_event: 'Zwischenereignis',
  exclusive_gateway: 'Exklusives Gateway',
  parallel_gateway: 'Paralleles Gateway',
  inclusive_gateway: 'Inklusives Gateway',
  event_based_gateway: 'Ereignisbasiertes Gateway',
  sequence_flow: 'Fluss',
  message_flow: 'Nachrichtenfluss',
  association: 'Verbindung',
  participant: 'Pool',
  lane: 'Bahn',
  process: 'Prozess',
  collaboration: 'Kollaboration',
  data_object_reference: 'Datenobjekt',
  data_store_reference: 'Datenspeicher',
  message: 'Nachricht',
  error: 'Fehler',
  escalation: 'Eskalation',
  text_annotation: 'Anmerkung',
  group: 'Gruppe',
};
const english: Readonly<Record<string, string>> = {
  sequence_flow: 'Flow',
  participant: 'Pool',
  sub_process: 'Sub-process',
};

/** What people call a kind, such as `User task` for `bpmn::user_task`. */
export function kindName(kind: string, language: Language): string {
  const own = kind.split('::').at(-1) ?? kind;
  const known = (language === 'de' ? german : english)[own];
  if (known !== undefined) return known;
  const words = own.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
