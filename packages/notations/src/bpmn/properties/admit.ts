import type { AdmittedProperties, Json, Properties } from '@ameide/graph-model';
import { patchProperties } from '@ameide/graph-model';
import type { PropertyCodec } from './codec.ts';
import { typesIn } from './event-definitions.ts';
import { define } from './extension.ts';
import { codecsOf } from './table.ts';

/** What people call properties that have another name here, or are none. Element names of BPMN come first to mind. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['name', 'a name is given with the operation rename'],
  ['id', 'ids stay for life'],
  ['key', 'a key is given with the new node'],
  ['kind', 'an element becomes one of another kind with the operation change_kind'],
  ['type', 'an element becomes one of another kind with the operation change_kind'],
  ['parent', 'elements change their container with the operation move'],
  ['lifecycle', 'it is set with the operation set_lifecycle'],
  ['text', 'the text of an annotation is its name: use the operation rename'],
  ...['source', 'target', 'sourceRef', 'targetRef'].map(
    (name) => [name, 'an edge is led elsewhere with disconnect and connect'] as const,
  ),
  ...['attachedToRef', 'attachedToId', 'host'].map((name) => [name, 'it is called attachedTo'] as const),
  ...['timeDuration', 'timeDate', 'timeCycle', 'timerDuration', 'timerDefinition', 'duration', 'cycle', 'date'].map(
    (name) => [name, 'it is called timer'] as const,
  ),
  ...['eventDefinitions', 'eventDefinitionType', 'eventType', 'trigger'].map(
    (name) => [name, 'it is called eventDefinition'] as const,
  ),
  ...['laneId', 'laneRef', 'flowNodeRef'].map((name) => [name, 'it is called lane'] as const),
  ...['description', 'documentations'].map((name) => [name, 'it is called documentation'] as const),
  ...['conditionExpression', 'condition'].map(
    (name) => [name, 'flows have conditionExpression, conditional events condition'] as const,
  ),
  ...['loopCharacteristics', 'multiInstance'].map((name) => [name, 'it is called loop'] as const),
  ...['interrupting', 'isInterrupting', 'cancelActivity'].map(
    (name) => [name, 'boundary events have cancelActivity, start events isInterrupting'] as const,
  ),
]);

/**
 * A name of the caller's own: a prefix, a colon, a name. The prefixes of BPMN and of engines are no such names, as a
 * person would expect them to become attributes that those read.
 */
const ownName = /^[\p{L}_][\p{L}\p{N}_.-]*:[\p{L}_][\p{L}\p{N}_.-]*$/u;
const foreignPrefix = /^(bpmn2?|bpmndi|dc|di|omgdc|omgdi|xml|xmlns|xsi|ameide|camunda|zeebe|activiti|flowable):/;

/** See Notation. */
export function admitProperties(kind: string, current: Properties, asked: Properties): AdmittedProperties {
  const codecs = new Map(codecsOf(kind).map((codec) => [codec.name, codec]));
  const set: Record<string, Json> = {};
  const faults: string[] = [];
  for (const [name, value] of Object.entries(asked)) {
    const codec = codecs.get(name);
    const admitted = value === null && (codec || Object.hasOwn(current, name)) ? null : admit(codec, name, value, kind);
    if (admitted !== undefined) define(set, name, admitted);
    else faults.push(codec === undefined ? unknown(kind, name, codecs) : wrong(kind, codec, value));
  }
  const types = typesIn(patchProperties(current, set).eventDefinition);
  for (const { name, definition } of codecs.values()) {
    if (definition === undefined || types.includes(definition)) continue;
    if (Object.hasOwn(set, name) && set[name] !== null) {
      faults.push(`${name} needs an event whose eventDefinition is ${definition}. Set both.`);
    } else if (Object.hasOwn(current, name) && Object.hasOwn(set, 'eventDefinition')) {
      set[name] = null;
    }
  }
  return { set, faults };
}

function admit(codec: PropertyCodec | undefined, name: string, value: Json, kind: string): Json | undefined {
  if (codec !== undefined) return codec.admit(value, kind);
  return ownName.test(name) && !foreignPrefix.test(name) ? value : undefined;
}

function wrong(kind: string, codec: PropertyCodec, value: Json): string {
  const text = JSON.stringify(value);
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return `${codec.name} of a ${kind} cannot be ${shown}. It takes ${codec.accepts(kind)}; null clears it.`;
}

function unknown(kind: string, name: string, codecs: ReadonlyMap<string, PropertyCodec>): string {
  const hint = otherNames.get(name);
  const known = [...codecs.keys()].join(', ');
  const own = foreignPrefix.test(name)
    ? 'Attributes of other namespaces cannot be set.'
    : 'A property of your own has a prefix, such as acme:owner.';
  return `A ${kind} has no property "${name.slice(0, 60)}"${hint === undefined ? '' : `: ${hint}`}. It has ${known}. ${own}`;
}
