import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import type { Random } from '../random.ts';
import { hostileJson, hostileNumber, hostileText } from './values.ts';
import type { Belongings } from './world.ts';

/** JSON of a message. */
export type MessageJson = Record<string, unknown>;

/** A message that the contract allows and that is about something that there is, as far as field names say what is meant. */
export function plausible(message: DescMessage, own: Belongings, random: Random, depth = 0): MessageJson {
  const json: MessageJson = {};
  const chosen = new Map(message.oneofs.map((oneof) => [oneof, random.one(oneof.fields)]));
  for (const field of message.fields) {
    if (field.oneof !== undefined && chosen.get(field.oneof) !== field) continue;
    const value = fieldValue(field, own, random, depth);
    if (value !== undefined) json[field.jsonName] = value;
  }
  return json;
}

function fieldValue(field: DescField, own: Belongings, random: Random, depth: number): unknown {
  const { fieldKind } = field;
  if (fieldKind === 'map' || (depth > 5 && fieldKind !== 'scalar')) return undefined;
  if (fieldKind === 'list') {
    if (field.listKind === 'message') return [messageValue(field.message, own, random, depth)];
    if (field.listKind === 'enum') return [field.enum.values.at(-1)!.name];
    return /focus|approved/.test(field.name) && random.once(2)
      ? []
      : [scalarValue(field.name, field.scalar, own, random)];
  }
  if (fieldKind === 'message') return messageValue(field.message, own, random, depth);
  if (fieldKind === 'enum') return random.one(field.enum.values.slice(1))?.name;
  return scalarValue(field.name, field.scalar, own, random);
}

function messageValue(message: DescMessage, own: Belongings, random: Random, depth: number): unknown {
  if (message.typeName === 'google.protobuf.Struct') return { 'acme:x': 'y' };
  if (message.typeName === 'google.protobuf.Timestamp') return '2026-01-01T00:00:00Z';
  if (message.typeName.startsWith('google.protobuf.')) return undefined;
  return plausible(message, own, random, depth + 1);
}

function scalarValue(name: string, scalar: ScalarType, own: Belongings, random: Random): unknown {
  if (scalar === ScalarType.BOOL) return random.once(2);
  if (scalar === ScalarType.BYTES) return Buffer.from(own.document).toString('base64');
  if (scalar !== ScalarType.STRING) return name.includes('budget') ? 4000 : random.below(4);
  const known: Readonly<Record<string, string>> = {
    ref: own.ref,
    artifact_id: own.artifactId,
    thread_id: own.threadId,
    patch_id: own.patchId,
    run_id: own.runId,
    resume_token: own.resumeToken,
    idempotency_key: crypto.randomUUID(),
    id: 'Work',
    kind: 'bpmn::task',
    edge_kind: 'bpmn::sequence_flow',
    source: 'Work',
    target: 'End',
    branch: 'main',
  };
  if (name === 'page_token' || name === 'correlation_id' || name === 'agent_id') return '';
  return known[name] ?? (name.endsWith('_id') ? crypto.randomUUID() : 'Step');
}

interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/** Puts something hostile into one to three places of a message. */
export function poison(message: MessageJson, random: Random): MessageJson {
  const places: Place[] = [];
  collect(message, places);
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    const place = random.one(places);
    if (place !== undefined) place.holder[place.key] = poisoned(place.holder[place.key], random);
  }
  if (random.once(10)) message[hostileText(random).slice(0, 50)] = hostileJson(random);
  return message;
}

function collect(value: unknown, places: Place[]): void {
  if (value === null || typeof value !== 'object') return;
  for (const key of Object.keys(value)) {
    places.push({ holder: value as Record<string, unknown>, key });
    collect((value as Record<string, unknown>)[key], places);
  }
}

/** Items of a list that is made long, and levels of a message that is put into itself. */
const MANY = [20, 101, 1001, 20_000];

function poisoned(value: unknown, random: Random): unknown {
  if (random.once(5)) return hostileJson(random);
  if (typeof value === 'string') return random.once(4) ? value.repeat(random.one([2, 100])!) : hostileText(random);
  if (typeof value === 'number') return hostileNumber(random);
  if (Array.isArray(value) && value.length > 0) {
    const size = JSON.stringify(value[0]).length;
    const length = Math.min(random.one(MANY)!, Math.ceil(4_000_000 / size));
    return Array.from({ length }, (_, at) => renumbered(value[0], at));
  }
  if (value !== null && typeof value === 'object') {
    // As deep as it gets, where a message may hold itself.
    let deep: unknown = value;
    for (let level = random.one([5, 20, 99, 300])!; level > 0; level -= 1) deep = { byNeighbour: { of: deep } };
    return deep;
  }
  return hostileJson(random);
}

/** Copies that differ in their ids, as operations have to. */
function renumbered(item: unknown, at: number): unknown {
  if (item === null || typeof item !== 'object' || !('id' in item)) return item;
  return { ...item, id: `${at}` };
}
