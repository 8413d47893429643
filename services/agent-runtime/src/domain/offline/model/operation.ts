import { type ModelView, SEQUENCE_FLOW, type ViewEdge, type ViewNode } from './view.ts';

interface NewNode {
  readonly ref: string;
  readonly kind: string;
  readonly name?: string;
  readonly properties?: Readonly<Record<string, string>>;
}

type Op<Name extends string, Fields> = Readonly<{ op: Name } & Fields>;
type Subgraph = { remove: string; parent?: string; nodes: readonly NewNode[]; entry: string; exit: string };

/** One operation as the tool `ProposePatch` takes it. */
export type PatchOperation =
  | Op<'add_node', NewNode & { parent?: string }>
  | Op<'remove_node', { element: string }>
  | Op<'update_node', { element: string; properties: Readonly<Record<string, string | null>> }>
  | Op<'rename', { element: string; name: string }>
  | Op<'move', { element: string; parent: string }>
  | Op<'connect', { kind: string; source: string; target: string; name?: string }>
  | Op<'disconnect', { edge: string }>
  | Op<'replace_subgraph', Subgraph>;

/** The id in a view of an edge that the patch itself adds: it has none yet that operations could use. */
const added = (one: Pick<ViewEdge, 'source' | 'target' | 'kind'>) => `+${one.source}>${one.target} ${one.kind}`;

export function connect(source: string, target: string, name = '', kind = SEQUENCE_FLOW): PatchOperation {
  return { op: 'connect', kind, source, target, ...(name !== '' && { name }) };
}

export const disconnect = (flow: ViewEdge): PatchOperation => ({ op: 'disconnect', edge: flow.id });

/** What must be done beside the end of a flow: its source may not go on naming it as its default. */
export function forgetDefault(view: ModelView, flow: ViewEdge): readonly PatchOperation[] {
  const source = view.nodes.get(flow.source);
  if (flow.id === '' || source?.properties.default !== flow.id) return [];
  return [{ op: 'update_node', element: source.id, properties: { default: null } }];
}

/** The model as it will be, so that the next request of the same sentence finds what the one before has done. */
export function applied(view: ModelView, operations: readonly PatchOperation[]): ModelView {
  const nodes = new Map(view.nodes);
  let { edges, it } = view;
  const put = (id: string, change: Partial<ViewNode>) => {
    const before = nodes.get(id) ?? { id, kind: '', name: '', parent: '', properties: {} };
    nodes.set(id, { ...before, ...change });
    if (change.properties === undefined || change.kind !== undefined) it = id;
  };
  for (const one of operations) {
    if (one.op === 'add_node') {
      const { ref, kind, name = '', parent = '', properties = {} } = one;
      put(ref, { kind, name, parent, properties });
    } else if (one.op === 'rename') put(one.element, { name: one.name });
    else if (one.op === 'move') put(one.element, { parent: one.parent });
    else if (one.op === 'update_node') {
      const properties = { ...nodes.get(one.element)?.properties, ...one.properties };
      const kept = Object.entries(properties).filter((entry): entry is [string, string] => entry[1] !== null);
      put(one.element, { properties: Object.fromEntries(kept) });
    } else if (one.op === 'connect') {
      edges = [...edges, { ...one, id: added(one), name: one.name ?? '', collapsed: 0 }];
    } else if (one.op === 'disconnect') edges = edges.filter(({ id }) => id !== one.edge);
    else {
      const gone = one.op === 'remove_node' ? one.element : one.remove;
      const [made] = one.op === 'remove_node' ? [] : one.nodes;
      const old = nodes.get(gone);
      nodes.delete(gone);
      if (made !== undefined) put(made.ref, { ...old, id: made.ref, kind: made.kind });
      const end = (id: string) => (id === gone && made !== undefined ? made.ref : id);
      edges = edges.map((flow) => ({ ...flow, source: end(flow.source), target: end(flow.target) }));
      edges = edges.filter(({ source, target }) => source !== gone && target !== gone);
    }
  }
  return { ...view, nodes, edges, ...(it !== undefined && { it }) };
}

/** Operations without the connections that later ones take away again. */
export function settled(operations: readonly PatchOperation[]): readonly PatchOperation[] {
  const kept: PatchOperation[] = [];
  for (const one of operations) {
    const at =
      one.op === 'disconnect' ? kept.findLastIndex((made) => made.op === 'connect' && added(made) === one.edge) : -1;
    if (at === -1) kept.push(one);
    else kept.splice(at, 1);
  }
  return kept;
}

/** An id for something new within the patch. */
export function newId({ nodes }: ModelView, stem = 'new_element'): string {
  let id = stem;
  for (let count = 2; nodes.has(id); count++) id = `${stem}_${count}`;
  return id;
}
