import type { Gesture } from './page.ts';

/** What a gesture is within bpmn-js, and what becomes of it: without places, and with ids by the order in which they come. */
export interface Trace {
  /** The outermost commands, each with how many commands it has run inside. */
  readonly commands: readonly string[];
  readonly operations: readonly string[];
}

export function traceOf(gestures: readonly Gesture[]): Trace {
  const outermost: { name: string; inside: number }[] = [];
  for (const command of gestures.flatMap(({ commands }) => commands)) {
    if (command.startsWith(' ')) outermost.at(-1)!.inside += 1;
    else outermost.push({ name: command, inside: 0 });
  }
  const ids = new Map<string, string>();
  const named = (text: string) =>
    text.replaceAll(/\b([A-Z][A-Za-z]+)_([0-9a-z]{7})\b/g, (id, kind: string) => {
      if (!ids.has(id)) ids.set(id, `${kind}#${ids.size + 1}`);
      return ids.get(id)!;
    });
  return {
    commands: outermost.map(({ name, inside }) => `${name} + ${inside}`),
    operations: gestures.flatMap(({ steps }) => steps).map((step) => sorted(named(told(step)))),
  };
}

/** Places stand in the order of ids, of which new ones are random. */
function sorted(operation: string): string {
  if (!operation.startsWith('arrange ')) return operation;
  return `arrange ${operation.slice('arrange '.length).split(', ').sort().join(', ')}`;
}

interface Value {
  readonly selector?: Selector;
  readonly parent?: Selector;
  readonly node?: { readonly id: string; readonly kind: string; readonly properties: object };
  readonly edge?: { readonly id: string; readonly kind: string };
  readonly copyOf?: string;
  readonly edgeId?: string;
  readonly source?: Selector;
  readonly target?: Selector;
  readonly kind?: string;
  readonly name?: string;
  readonly properties?: object;
  readonly placements?: readonly { readonly id: string; readonly [place: string]: unknown }[];
}

interface Selector {
  readonly selector: { readonly value: string };
}

const idOf = (selector: Selector | undefined) => selector?.selector.value ?? '';

function told(step: Gesture['steps'][number]): string {
  const { selector, parent, node, copyOf, edge, edgeId, source, target, kind, name, properties, placements } =
    step.value as Value;
  const said = properties ?? node?.properties ?? {};
  const parts = [
    edgeId ?? idOf(selector),
    node && `${node.kind} ${node.id}`,
    parent && `in ${idOf(parent)}`,
    copyOf && `as a copy of ${copyOf}`,
    edge && `${edge.kind} ${edge.id}`,
    source && `from ${idOf(source)} to ${idOf(target)}`,
    kind,
    name !== undefined && JSON.stringify(name),
    Object.keys(said).length > 0 && JSON.stringify(said),
    placements?.map(({ id, ...places }) => `${id} ${Object.keys(places).join('+')}`).join(', '),
  ];
  return [step.case, ...parts.filter(Boolean)].join(' ');
}
