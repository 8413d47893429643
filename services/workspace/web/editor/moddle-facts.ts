import type { JsonValue } from '@bufbuild/protobuf';

/** An object of bpmn-moddle, as far as gestures change it. What a type does not have reads as undefined. */
export interface Fact {
  readonly $type: string;
  readonly $parent?: Fact | null;
  readonly id?: string;
  readonly name?: string;
  readonly text?: string;
  readonly value?: string;
  readonly isSequential?: boolean;
  readonly categoryValueRef?: Fact | readonly Fact[];
  readonly flowNodeRef?: readonly Fact[];
  readonly attachedToRef?: Fact;
  readonly eventDefinitions?: readonly Fact[];
  readonly loopCharacteristics?: Fact;
  readonly processRef?: Fact;
  readonly dataObjectRef?: Fact;
  readonly dataStoreRef?: Fact;
  readonly default?: Fact;
  readonly cancelActivity?: boolean;
  readonly isInterrupting?: boolean;
  readonly isForCompensation?: boolean;
  readonly triggeredByEvent?: boolean;
  readonly isCollection?: boolean;
  readonly associationDirection?: string;
  readonly conditionExpression?: { readonly body?: string };
}

export type Facts = Readonly<Record<string, JsonValue>>;

const kinds = new Map<string, string>();

/** `bpmn:UserTask` is `bpmn::user_task`. */
export function kindOf(type: string): string {
  const known = kinds.get(type);
  if (known !== undefined) return known;
  const local = type.slice(type.indexOf(':') + 1);
  const kind = `bpmn::${local.replaceAll(/(?<!^)[A-Z]/g, '_$&').toLowerCase()}`;
  kinds.set(type, kind);
  return kind;
}

export function nameOf({ $type, name, text, categoryValueRef }: Fact): string {
  if ($type !== 'bpmn:Group') return name ?? text ?? '';
  return (categoryValueRef as Fact | undefined)?.value ?? '';
}

/** The node that contains an element; empty at the top. Sets of lanes and of data are no nodes. */
export function parentOf({ $parent }: Fact): string {
  // What bpmn-js has taken out has none.
  if (!$parent || $parent.$type === 'bpmn:Definitions') return '';
  if (/^bpmn:(LaneSet|InputOutputSpecification)$/.test($parent.$type)) return parentOf($parent);
  return $parent.id ?? '';
}

/** What a gesture may change of an element, as properties of the server; what is as if nothing were said is left out. */
export function factsOf(element: Fact): Facts {
  const { eventDefinitions = [], loopCharacteristics, associationDirection } = element;
  const triggers = eventDefinitions.map(triggerOf);
  return said({
    attachedTo: element.attachedToRef?.id,
    eventDefinition: triggers.length > 1 ? triggers : triggers[0],
    loop: loopCharacteristics && loopOf(loopCharacteristics),
    processRef: element.processRef?.id,
    dataObjectRef: element.dataObjectRef?.id,
    dataStoreRef: element.dataStoreRef?.id,
    default: element.default?.id,
    cancelActivity: element.cancelActivity === false ? false : undefined,
    isInterrupting: element.isInterrupting === false ? false : undefined,
    isForCompensation: element.isForCompensation || undefined,
    triggeredByEvent: element.triggeredByEvent || undefined,
    isCollection: (element.$type === 'bpmn:DataObject' && element.isCollection) || undefined,
    conditionExpression: element.conditionExpression?.body?.trim() || undefined,
    associationDirection: associationDirection === 'None' ? undefined : associationDirection,
  });
}

export function said(facts: Readonly<Record<string, JsonValue | undefined>>): Facts {
  return Object.fromEntries(
    Object.entries(facts).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}

function loopOf({ $type, isSequential }: Fact): string {
  if ($type === 'bpmn:StandardLoopCharacteristics') return 'standard';
  return isSequential ? 'sequential' : 'parallel';
}

function triggerOf({ $type }: Fact): string {
  const local = $type.replace(/^bpmn:/, '').replace(/EventDefinition$/, '');
  return local.charAt(0).toLowerCase() + local.slice(1);
}
