import type { Suggestion } from '@ameide/contracts/editor/v1/model_editor_service';
import type { Language } from '../../design/preferences.ts';
import type { NameOf } from './element-names.ts';

/** By the codes of reasons. @param about what the suggestion is most about @param value a name or number of the reason */
const german: Readonly<Record<string, (about: string, value: string) => string>> = {
  process_in_pool: () => 'So heißt der Prozess im Pool.',
  called_element: () => 'So heißt, was aufgerufen wird.',
  message_flow: (_, value) => `Hier ist der Nachrichtenfluss „${value}“.`,
  what_happens_in_it: () => 'Das geschieht darin.',
  name_to_begin_with: () => 'Ein Name für den Anfang: Nur du weißt, was da getan wird.',
  trigger_and_place: () => 'Das löst es aus, und dort ist es angeheftet.',
  incoming_flow: () => 'So heißt der Fluss, der dorthin führt.',
  process_name: () => 'So heißt der Prozess.',
  follows: (_, value) => `Es folgt auf „${value}“.`,
  outgoing_flows: () => 'So heißen die Flüsse, die von dort ausgehen.',
  named_otherwise: () => 'Sein Name sagt, dass er sonst genommen wird.',
  only_without_condition: () => 'Alle anderen Flüsse aus dem Gateway haben eine Bedingung.',
  answer_is_no: () => 'Er wird genommen, wenn die Antwort nein ist.',
  neighbour_lacks_flow: (about) => `${about} ist in keinem Fluss, und daneben fehlt einer.`,
  lies_on_flow: (about) => `${about} liegt auf dem Fluss, und ist in keinem.`,
  nearest_flow: (about) => `${about} ist in keinem Fluss; dieser ist der nächste.`,
  no_beginning: (about) => `Kein Fluss führt zu ${about}, und nichts sagt, wo es beginnt.`,
  no_end: (about) => `Nichts folgt auf ${about}, und nichts sagt, dass es dort endet.`,
  no_drawing: () => 'Das Modell hat keine Zeichnung.',
  no_drawing_some_without_id: (_, value) =>
    `Das Modell hat keine Zeichnung. Was im Dokument keine Id hat, bleibt ohne: ${value} Elemente.`,
};

/** Why something is suggested; the server's own sentence where there are no words here. */
export function suggestionReason(
  {
    reason,
    reasonCode,
    reasonValues,
    elementIds,
  }: Pick<Suggestion, 'reason' | 'reasonCode' | 'reasonValues' | 'elementIds'>,
  nameOf: NameOf,
  language: Language,
): string {
  const say = language === 'de' ? german[reasonCode] : undefined;
  return say?.(nameOf(elementIds[0] ?? ''), reasonValues[0] ?? '') ?? reason;
}
