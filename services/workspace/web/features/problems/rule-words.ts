import type { Language } from '../../design/preferences.ts';

/** What is wrong in a few words, and what to do about it. */
export interface RuleWords {
  readonly title: string;
  readonly todo: string;
}

type Words<Rule extends string = string> = Readonly<Record<Rule, readonly [title: string, todo: string]>>;

const en = {
  style_no_name: ['Has no name', 'Say in a few words what happens here.'],
  style_not_connected: ['Is not connected', 'No flow leads to it or from it. Connect it, or remove it.'],
  style_leads_nowhere: ['Leads nowhere', 'No flow leads from it. Connect it to what follows, or remove it.'],
  style_unreachable: ['Nothing leads here from a start', 'These steps lead only to one another. Connect one of them.'],
  style_timer: ['Time cannot be read', 'Write it as P2D, 2027-01-31T12:00:00Z or R3/PT1H, or as an expression.'],
  style_timer_missing: ['No time is said', 'Say when it fires, such as P2D for after two days.'],
  style_no_start: ['No start event', 'Add one to show where it begins.'],
  style_no_end: ['No end event', 'Add one to show where it ends.'],
  style_implicit_start: ['Begins by itself', 'No flow leads to it. Connect it, or put a start event in front of it.'],
  style_implicit_end: ['Just stops', 'Nothing follows. Connect it, or put an end event behind it.'],
  style_several_starts: ['Several plain start events', 'Say what triggers each, or keep one.'],
  style_needless_gateway: [
    'Gateway does nothing',
    'It neither splits nor joins. Remove it and let the flow go through.',
  ],
  style_join_and_split: ['Gateway joins and splits', 'Use one gateway for each.'],
  style_implicit_join: [
    'Several flows lead here',
    'Each lets it happen once. Put a gateway in front to say whether they are alternatives.',
  ],
  style_double_flow: ['Two flows between the same steps', 'Remove one of them.'],
  style_no_default: ['No default flow', 'When no condition holds, nothing goes on. Make one flow the default.'],
  style_overlap: ['Shapes lie on one another', 'Move one of them.'],
  style_not_drawn: ['Is not drawn', 'It is in the model, but nobody sees it. Place it, or remove it.'],
  bpmn_gateway_unclear: ['Unclear ways from a gateway', 'Name the flows, or give them conditions.'],
  bpmn_implicit_split: [
    'Several ways at once',
    'All flows without a condition are taken. Put a gateway behind it, or remove a flow.',
  ],
  bpmn_event_based_gateway: ['Nothing to wait for', 'An event-based gateway needs at least two flows.'],
  bpmn_no_lane: ['In no lane', 'Put it into a lane of its pool.'],
  bpmn_default_flow: ['Wrong default flow', 'The default flow does not leave this step. Clear it.'],
  bpmn_default_with_condition: [
    'Default flow with a condition',
    'Nothing asks that condition. Clear it, or choose another default.',
  ],
  bpmn_boundary_without_trigger: ['Event without a trigger', 'Say what triggers it: a time, a message, an error.'],
  bpmn_boundary_unattached: ['Event is attached to nothing', 'Attach it to a task or a sub-process.'],
  bpmn_event_interrupts: ['Such an event always interrupts', 'Let it interrupt, or choose another trigger.'],
  bpmn_cancel_without_transaction: [
    'Only transactions are cancelled',
    'Choose another trigger, or make it a transaction.',
  ],
  bpmn_link_without_partner: ['Link leads nowhere', 'Its partner with the same name is missing.'],
  bpmn_process_without_pool: ['No pool shows this process', 'Give it a pool, or remove it.'],
  bpmn_sequence_flow_crosses_pool: ['Flow leaves its pool', 'Between pools there are message flows.'],
  bpmn_sequence_flow_crosses_sub_process: ['Flow crosses a sub-process', 'Connect the sub-process itself.'],
  bpmn_message_flow_same_pool: ['Message within one pool', 'Use a sequence flow.'],
  bpmn_end_event_outgoing: ['Flow leaves an end event', 'Remove it, or make the event an intermediate one.'],
  bpmn_start_event_incoming: ['Flow enters a start event', 'Remove it, or make the event an intermediate one.'],
  bpmn_boundary_event_incoming: ['Flow enters an attached event', 'Remove it.'],
  bpmn_reference: ['Refers to what is not there', 'Choose something else, or clear it.'],
  bpmn_containment: ['Cannot stand there', 'Put it into a process, a sub-process or a pool that may hold it.'],
  bpmn_sequence_flow_ends: ['Flow does not connect two steps', 'Connect it with steps, or remove it.'],
  bpmn_message_flow_ends: ['Message flow does not connect pools', 'Connect pools or what is in them.'],
  bpmn_message_flow_without_collaboration: ['Message flow without pools', 'Draw a pool for each process first.'],
  bpmn_message_flow_across_collaborations: [
    'Message flow leads to another collaboration',
    'Both pools must stand in the same one.',
  ],
  bpmn_data_association: ['Data is connected with nothing', 'Connect it with a task or a fitting event.'],
  bpmn_illegal_character: ['Name has characters that cannot be kept', 'Write the name again without them.'],
  bpmn_element_without_id: ['Has no id in the document', 'It cannot be edited. Give it an id in the file first.'],
  bpmn_dangling_reference: ['Connects to what is not there', 'It is kept in the document, but not shown.'],
  bpmn_duplicate_id: ['Id occurs more than once', 'The later element gets one of its own when it is edited.'],
  bpmn_duplicate_key: ['Key is taken', 'Choose another key.'],
} as const satisfies Words;

const de: Words<keyof typeof en> = {
  style_no_name: ['Hat keinen Namen', 'Sag in wenigen Worten, was hier geschieht.'],
  style_not_connected: ['Ist nicht verbunden', 'Kein Fluss führt hin oder weg. Verbinde es, oder entferne es.'],
  style_leads_nowhere: ['Führt nirgendwohin', 'Kein Fluss führt weg. Verbinde es mit dem Nächsten, oder entferne es.'],
  style_unreachable: [
    'Von keinem Start führt etwas hierher',
    'Diese Schritte führen nur zueinander. Verbinde einen davon.',
  ],
  style_timer: ['Zeit ist nicht lesbar', 'Schreibe P2D, 2027-01-31T12:00:00Z oder R3/PT1H, oder einen Ausdruck.'],
  style_timer_missing: ['Es fehlt, wann', 'Sag, wann es auslöst, etwa P2D für nach zwei Tagen.'],
  style_no_start: ['Kein Startereignis', 'Füge eines hinzu, damit man sieht, wo es beginnt.'],
  style_no_end: ['Kein Endereignis', 'Füge eines hinzu, damit man sieht, wo es endet.'],
  style_implicit_start: [
    'Beginnt von selbst',
    'Kein Fluss führt hin. Verbinde es, oder setze ein Startereignis davor.',
  ],
  style_implicit_end: ['Hört einfach auf', 'Nichts folgt. Verbinde es, oder setze ein Endereignis dahinter.'],
  style_several_starts: ['Mehrere Startereignisse ohne Auslöser', 'Sag, was jedes auslöst, oder behalte eines.'],
  style_needless_gateway: ['Gateway tut nichts', 'Es teilt nicht und führt nicht zusammen. Entferne es.'],
  style_join_and_split: ['Gateway führt zusammen und teilt', 'Nimm für beides je ein Gateway.'],
  style_implicit_join: [
    'Mehrere Flüsse führen hierher',
    'Jeder löst es einmal aus. Ein Gateway davor sagt, ob sie Alternativen sind.',
  ],
  style_double_flow: ['Zwei Flüsse zwischen denselben Schritten', 'Entferne einen davon.'],
  style_no_default: [
    'Kein Standardfluss',
    'Trifft keine Bedingung zu, geht es nicht weiter. Mach einen Fluss zum Standard.',
  ],
  style_overlap: ['Formen liegen aufeinander', 'Verschiebe eine davon.'],
  style_not_drawn: ['Ist nicht gezeichnet', 'Es ist im Modell, aber niemand sieht es. Platziere es, oder entferne es.'],
  bpmn_gateway_unclear: ['Unklare Wege aus einem Gateway', 'Benenne die Flüsse, oder gib ihnen Bedingungen.'],
  bpmn_implicit_split: [
    'Mehrere Wege zugleich',
    'Alle Flüsse ohne Bedingung werden genommen. Setze ein Gateway dahinter, oder entferne einen.',
  ],
  bpmn_event_based_gateway: [
    'Nichts, worauf gewartet wird',
    'Ein ereignisbasiertes Gateway braucht mindestens zwei Flüsse.',
  ],
  bpmn_no_lane: ['In keiner Bahn', 'Lege es in eine Bahn seines Pools.'],
  bpmn_default_flow: ['Falscher Standardfluss', 'Der Standardfluss geht nicht von hier aus. Nimm ihn weg.'],
  bpmn_default_with_condition: [
    'Standardfluss mit Bedingung',
    'Niemand fragt diese Bedingung ab. Nimm sie weg, oder wähle einen anderen.',
  ],
  bpmn_boundary_without_trigger: [
    'Ereignis ohne Auslöser',
    'Sag, was es auslöst: eine Zeit, eine Nachricht, ein Fehler.',
  ],
  bpmn_boundary_unattached: ['Ereignis hängt an nichts', 'Hänge es an eine Aufgabe oder einen Teilprozess.'],
  bpmn_event_interrupts: [
    'So ein Ereignis unterbricht immer',
    'Lass es unterbrechen, oder wähle einen anderen Auslöser.',
  ],
  bpmn_cancel_without_transaction: [
    'Nur Transaktionen werden abgebrochen',
    'Wähle einen anderen Auslöser, oder mach eine Transaktion daraus.',
  ],
  bpmn_link_without_partner: ['Verknüpfung führt nirgendwohin', 'Ihr Gegenstück mit demselben Namen fehlt.'],
  bpmn_process_without_pool: ['Kein Pool zeigt diesen Prozess', 'Gib ihm einen Pool, oder entferne ihn.'],
  bpmn_sequence_flow_crosses_pool: ['Fluss verlässt seinen Pool', 'Zwischen Pools gibt es Nachrichtenflüsse.'],
  bpmn_sequence_flow_crosses_sub_process: ['Fluss kreuzt einen Teilprozess', 'Verbinde den Teilprozess selbst.'],
  bpmn_message_flow_same_pool: ['Nachricht in einem Pool', 'Nimm einen Sequenzfluss.'],
  bpmn_end_event_outgoing: ['Fluss verlässt ein Endereignis', 'Entferne ihn, oder mach ein Zwischenereignis daraus.'],
  bpmn_start_event_incoming: [
    'Fluss führt in ein Startereignis',
    'Entferne ihn, oder mach ein Zwischenereignis daraus.',
  ],
  bpmn_boundary_event_incoming: ['Fluss führt in ein Randereignis', 'Entferne ihn.'],
  bpmn_reference: ['Verweist auf etwas, das es nicht gibt', 'Wähle etwas anderes, oder nimm den Verweis weg.'],
  bpmn_containment: [
    'Kann dort nicht stehen',
    'Leg es in einen Prozess, Teilprozess oder Pool, der es enthalten darf.',
  ],
  bpmn_sequence_flow_ends: ['Fluss verbindet nicht zwei Schritte', 'Verbinde ihn mit Schritten, oder entferne ihn.'],
  bpmn_message_flow_ends: ['Nachrichtenfluss verbindet keine Pools', 'Verbinde Pools, oder was in ihnen ist.'],
  bpmn_message_flow_without_collaboration: [
    'Nachrichtenfluss ohne Pools',
    'Zeichne zuerst einen Pool für jeden Prozess.',
  ],
  bpmn_message_flow_across_collaborations: [
    'Nachrichtenfluss führt in eine andere Kollaboration',
    'Beide Pools müssen in derselben stehen.',
  ],
  bpmn_data_association: [
    'Daten sind mit nichts verbunden',
    'Verbinde sie mit einer Aufgabe oder einem passenden Ereignis.',
  ],
  bpmn_illegal_character: ['Name hat Zeichen, die nicht bleiben können', 'Schreib den Namen noch einmal ohne sie.'],
  bpmn_element_without_id: [
    'Hat im Dokument keine Id',
    'Es lässt sich nicht bearbeiten. Gib ihm zuerst in der Datei eine Id.',
  ],
  bpmn_dangling_reference: ['Verbindet, was es nicht gibt', 'Es bleibt im Dokument, wird aber nicht gezeigt.'],
  bpmn_duplicate_id: ['Id kommt mehrmals vor', 'Das spätere Element bekommt eine eigene, wenn es bearbeitet wird.'],
  bpmn_duplicate_key: ['Schlüssel ist vergeben', 'Wähle einen anderen Schlüssel.'],
};

const byLanguage: Readonly<Record<Language, Words>> = { en, de };

/** The words for a rule; undefined for one that has none here, which the server's own sentence explains. */
export function ruleWords(code: string, language: Language): RuleWords | undefined {
  const found = byLanguage[language][code];
  return found && { title: found[0], todo: found[1] };
}
