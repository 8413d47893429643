import type { Operation, Properties, Selector } from '@ameide/graph-model';

type Body = Operation extends infer Each
  ? Each extends Operation
    ? Omit<Each, 'id' | 'post' | 'pre' | 'rationale'>
    : never
  : never;

const byId = (id: string): Selector => ({ by: 'id', id });
const FLOW = 'bpmn::sequence_flow';

export const rename = (id: string, name: string): Body => ({ type: 'rename', selector: byId(id), name });

export const update = (id: string, properties: Properties): Body => ({
  type: 'update_node',
  selector: byId(id),
  properties,
});

export const remove = (id: string): Body => ({ type: 'remove_node', selector: byId(id) });

export const cut = (edgeId: string): Body => ({
  type: 'disconnect',
  edgeId,
  source: null,
  target: null,
  edgeKind: '',
});

/** The ends are ids, or keys of nodes that the same operations add. */
export const connect = (source: string | Added, target: string | Added, kind = FLOW): Body => ({
  type: 'connect',
  edge: { id: '', kind, name: '', properties: {} },
  source: endOf(source),
  target: endOf(target),
});

/** A node that is added, as operations after it name it. */
export interface Added {
  readonly key: string;
}

const endOf = (end: string | Added): Selector => (typeof end === 'string' ? byId(end) : { by: 'key', key: end.key });

export const add = (
  { key }: Added,
  node: { readonly kind: string; readonly name: string; readonly properties: Properties },
  parent: string,
): Body => ({
  type: 'add_node',
  node: { id: '', key, lifecycle: 'current', ...node },
  parent: byId(parent),
});

/** Operations in order, with ids of their own. */
export const operationsOf = (...bodies: readonly Body[]): readonly Operation[] =>
  bodies.map((body, index) => ({ id: `step-${index + 1}`, pre: [], post: [], rationale: '', ...body }) as Operation);
