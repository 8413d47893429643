import type { Suggestion } from '@ameide/graph-model';

interface Said {
  /** What the suggestion is most about, as its title says it. */
  readonly about: string;
  /** What else the sentence says: a name in the model, or a number. */
  readonly value: string;
}

const sentences = {
  process_in_pool: () => 'The process in the pool is called so.',
  called_element: () => 'It calls what is called so.',
  message_flow: ({ value }) => `It has the message flow “${value}”.`,
  what_happens_in_it: () => 'That is what happens in it.',
  name_to_begin_with: () => 'A name to begin with: only you know what is done there.',
  trigger_and_place: () => 'That is its trigger, and where it stands.',
  incoming_flow: () => 'The flow that leads to it is called so.',
  process_name: () => 'The process is called so.',
  follows: ({ value }) => `It follows “${value}”.`,
  outgoing_flows: () => 'Its flows are called so.',
  named_otherwise: () => 'Its name says that it is taken otherwise.',
  only_without_condition: () => 'All other flows from the gateway have a condition.',
  answer_is_no: () => 'It is taken when the answer is no.',
  neighbour_lacks_flow: ({ about }) => `${about} is in no flow, and next to it something lacks one.`,
  lies_on_flow: ({ about }) => `${about} lies on that flow, and is in none.`,
  nearest_flow: ({ about }) => `${about} is in no flow; that one is the nearest.`,
  no_beginning: ({ about }) => `No flow leads to ${about}, and nothing says where it begins.`,
  no_end: ({ about }) => `Nothing follows ${about}, and nothing says that it ends there.`,
  no_drawing: () => 'The model has no drawing.',
  no_drawing_some_without_id: ({ value }) =>
    `The model has no drawing. What has no id in its document stays without one: ${value} elements.`,
} satisfies Record<string, (said: Said) => string>;

/** Why a suggestion is made, for people and for programs. */
export type Reason = Pick<Suggestion, 'reason' | 'reasonCode' | 'reasonValues'>;

export type ReasonCode = keyof typeof sentences;

/** All that a suggestion can give as its reason. */
export const reasonCodes = Object.keys(sentences) as readonly ReasonCode[];

export function because(code: ReasonCode, { about = '', value = '' }: Partial<Said> = {}): Reason {
  const sentence: (said: Said) => string = sentences[code];
  return { reason: sentence({ about, value }), reasonCode: code, reasonValues: value === '' ? [] : [value] };
}
