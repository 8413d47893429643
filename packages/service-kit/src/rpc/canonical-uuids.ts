import { type DescField, type DescMessage, getOption, type Message } from '@bufbuild/protobuf';
import { type FieldRules, field as fieldRules } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';

type Change = (value: never) => unknown;
type Step = (message: Record<string, unknown>) => void;

const stepsOf = new WeakMap<DescMessage, readonly Step[]>();

/**
 * Writes the UUIDs of a valid message in small letters, in place: RFC 9562 reads both, but streams, refs and keys are made of
 * the text. UUIDs are the fields with that rule in the contract.
 */
export function canonicalizeUuids(schema: DescMessage, message: Message): void {
  const steps = stepsOf.get(schema) ?? schema.fields.flatMap(stepOf);
  stepsOf.set(schema, steps);
  for (const step of steps) step(message as Message & Record<string, unknown>);
}

function stepOf(field: DescField): Step[] {
  const change = changeOf(field) as ((value: unknown) => unknown) | undefined;
  if (change === undefined) return [];
  const { localName, oneof } = field;
  const step: Step = (message) => {
    const holder = oneof ? (message[oneof.localName] as Record<string, unknown>) : message;
    if (oneof && holder.case !== localName) return;
    const key = oneof ? 'value' : localName;
    if (holder[key] !== undefined) holder[key] = change(holder[key]);
  };
  return [step];
}

function changeOf(field: DescField): Change | undefined {
  const rules = getOption(field, fieldRules).type;
  const inMessage = (schema: DescMessage) => (value: Message) => {
    canonicalizeUuids(schema, value);
    return value;
  };
  if (field.fieldKind === 'message') return inMessage(field.message);
  if (field.fieldKind === 'scalar') return isUuid(rules) ? (value: string) => value.toLowerCase() : undefined;
  if (field.fieldKind !== 'list') return undefined;
  if (field.listKind === 'message') return (values: Message[]) => values.map(inMessage(field.message));
  const isList = rules.case === 'repeated' && isUuid(rules.value.items?.type);
  return isList ? (values: string[]) => values.map((value) => value.toLowerCase()) : undefined;
}

function isUuid(rules: FieldRules['type'] | undefined): boolean {
  return rules?.case === 'string' && rules.value.wellKnown.case === 'uuid' && rules.value.wellKnown.value;
}
