/** An object of bpmn-moddle, as far as we read and write it. */
export interface Semantic {
  readonly $type: string;
  $parent?: Semantic | undefined;
  readonly id: string;
  get<T>(name: string): T;
  set(name: string, value: unknown): void;
  $instanceOf(type: string): boolean;
}

export interface Moddle {
  readonly ids?: { claim(id: string, element: Semantic): void; unclaim(id: string): void };
  create(type: string, attributes?: object): Semantic;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A shape, connection, label or root of diagram-js. */
export interface Drawn extends Box {
  readonly id: string;
  type: string;
  businessObject: Semantic;
  di: Semantic;
  parent: Drawn | null;
  readonly children?: readonly Drawn[];
  readonly attachers?: readonly Drawn[];
  readonly incoming: readonly Drawn[];
  readonly outgoing: readonly Drawn[];
  readonly labels: readonly Drawn[];
  readonly label?: Drawn | undefined;
  labelTarget?: Drawn | null;
  host?: Drawn | null;
  source?: Drawn | null;
  target?: Drawn | null;
  waypoints?: readonly Place[];
  readonly collapsed?: boolean;
}

/** `bpmn::user_task` is `bpmn:UserTask`. */
export function typeOf(kind: string): string {
  const local = kind.slice(kind.lastIndexOf(':') + 1);
  const camel = local.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return `bpmn:${camel.charAt(0).toUpperCase()}${camel.slice(1)}`;
}

export const listOf = (owner: Semantic | undefined, name: string): Semantic[] => owner?.get<Semantic[]>(name) ?? [];

export function putInto(list: Semantic[], one: Semantic): void {
  if (!list.includes(one)) list.push(one);
}

export function takeFrom(list: Semantic[], one: Semantic): void {
  const at = list.indexOf(one);
  if (at >= 0) list.splice(at, 1);
}

/** Whether the type of an element has a property. */
export function has(element: Semantic, name: string): boolean {
  const { propertiesByName } = (element as Semantic & { readonly $descriptor: Descriptor }).$descriptor;
  return propertiesByName[name] !== undefined;
}

interface Descriptor {
  readonly propertiesByName: Readonly<Record<string, unknown>>;
}
