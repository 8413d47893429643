import type { JsonValue } from '@bufbuild/protobuf';
import { type Drawn, has, type Moddle, type Semantic } from './drawn.ts';

/** A property of the server's graph that shows in a drawing: how an object of bpmn-js has it. */
interface VisibleProperty {
  /** What it is when nothing is said. */
  readonly byDefault?: boolean;
  read(element: Semantic): JsonValue | undefined;
  write(element: Semantic, value: JsonValue | undefined, moddle: Moddle): void;
}

const EVENT_DEFINITION = 'EventDefinition';

const plain = (name: string): VisibleProperty => ({
  read: (element) => (Object.hasOwn(element, name) ? element.get(name) : undefined),
  write: (element, value) => element.set(name, value),
});

/** True or false, where saying the default is as good as saying nothing. */
const flag = (name: string, byDefault: boolean): VisibleProperty => ({
  byDefault,
  read: (element) => (element.get(name) === byDefault ? undefined : element.get(name)),
  write: (element, value) => element.set(name, value),
});

const loop: VisibleProperty = {
  read(element) {
    const characteristics = element.get<Semantic | undefined>('loopCharacteristics');
    if (characteristics === undefined) return undefined;
    if (characteristics.$type === 'bpmn:StandardLoopCharacteristics') return 'standard';
    return characteristics.get('isSequential') ? 'sequential' : 'parallel';
  },
  write(element, value, moddle) {
    const made =
      value === 'standard'
        ? moddle.create('bpmn:StandardLoopCharacteristics')
        : value === undefined
          ? undefined
          : moddle.create('bpmn:MultiInstanceLoopCharacteristics', { isSequential: value === 'sequential' });
    if (made) made.$parent = element;
    element.set('loopCharacteristics', made);
  },
};

const conditionExpression: VisibleProperty = {
  // The server keeps it without the white space around it.
  read: (element) =>
    element.get<Semantic | undefined>('conditionExpression')?.get<string | undefined>('body')?.trim() || undefined,
  write(element, value, moddle) {
    const made = value === undefined ? undefined : moddle.create('bpmn:FormalExpression', { body: value });
    if (made) made.$parent = element;
    element.set('conditionExpression', made);
  },
};

/** `timer`, or a list for an event with several. */
const eventDefinition: VisibleProperty = {
  read(element) {
    const found = (element.get<Semantic[] | undefined>('eventDefinitions') ?? []).map(({ $type }) => {
      const local = $type.slice('bpmn:'.length, -EVENT_DEFINITION.length);
      return local.charAt(0).toLowerCase() + local.slice(1);
    });
    return found.length > 1 ? found : found[0];
  },
  write(element, value, moddle) {
    const wanted = (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
    const made = wanted.map((type) =>
      moddle.create(`bpmn:${type.charAt(0).toUpperCase()}${type.slice(1)}${EVENT_DEFINITION}`),
    );
    for (const definition of made) definition.$parent = element;
    element.set('eventDefinitions', made);
  },
};

const visible: Readonly<Record<string, VisibleProperty>> = {
  loop,
  conditionExpression,
  eventDefinition,
  cancelActivity: flag('cancelActivity', true),
  isInterrupting: flag('isInterrupting', true),
  isForCompensation: flag('isForCompensation', false),
  parallelMultiple: flag('parallelMultiple', false),
  instantiate: flag('instantiate', false),
  triggeredByEvent: flag('triggeredByEvent', false),
  eventGatewayType: plain('eventGatewayType'),
  associationDirection: plain('associationDirection'),
};

/** What such a property says when the default is left out. */
function said(name: string, value: JsonValue | undefined): JsonValue | undefined {
  return value === visible[name]!.byDefault ? undefined : (value ?? undefined);
}

/** What a drawing has of properties that show, and that cannot be altered in place: what is drawn depends on others. */
const fixed: Readonly<Record<string, (element: Semantic, di: Semantic) => JsonValue | undefined>> = {
  isExpanded: (_element, di) => di.get('isExpanded'),
  dataObjectRef: (element) => element.get<Semantic | undefined>('dataObjectRef')?.id,
  processRef: (element) => element.get<Semantic | undefined>('processRef')?.id,
};
const depended = ['isExpanded', 'dataObjectRef', 'processRef', 'isCollection', 'initiatingParticipantRef', 'loopType'];

export type Properties = Readonly<Record<string, JsonValue | undefined>>;

/** Whether properties change in a way that cannot be drawn in place, and that is not drawn already. */
export function cannotShow(drawn: Drawn | undefined, before: Properties, after: Properties): boolean {
  return depended.some((name) => {
    if (JSON.stringify(before[name]) === JSON.stringify(after[name])) return false;
    return drawn === undefined || fixed[name]?.(drawn.businessObject, drawn.di) !== after[name];
  });
}

/** Names of those that an element says otherwise. */
export function differingProperties(element: Semantic, properties: Properties): string[] {
  return Object.keys(visible).filter((name) => {
    if (!has(element, names[name] ?? name)) return false;
    return JSON.stringify(visible[name]!.read(element)) !== JSON.stringify(said(name, properties[name]));
  });
}

export function writeProperty(element: Semantic, name: string, properties: Properties, moddle: Moddle): void {
  visible[name]!.write(element, said(name, properties[name]), moddle);
}

const names: Readonly<Record<string, string>> = {
  loop: 'loopCharacteristics',
  eventDefinition: 'eventDefinitions',
};
