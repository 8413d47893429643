import fc from 'fast-check';
import type { Bounds, Graph, GraphEdge, GraphNode, Layout, Properties } from '../graph.ts';
import { lifecycles } from '../graph.ts';
import type { Condition, Filter, NewNode, Operation, OperationType, Selector } from '../operation.ts';
import { graphOf } from './sample.ts';

/** What arbitrary operations speak of, so that they hit something most of the time. */
export interface Vocabulary {
  readonly ids: readonly string[];
  readonly keys: readonly string[];
  readonly names: readonly string[];
  readonly nodeKinds: readonly string[];
  readonly edgeKinds: readonly string[];
}

const nodeKinds = ['bpmn::task', 'bpmn::user_task', 'bpmn::lane', 'bpmn::end_event', 'bpmn::boundary_event'];
const edgeKinds = ['bpmn::sequence_flow', 'bpmn::association'];
const names = ['', 'Sales', 'Check credit', 'check  Credit', 'Ship', 'Überweisung'];

/** The words of a graph, with some that it does not have. */
export function vocabularyOf(graph: Graph): Vocabulary {
  const nodes = [...graph.nodes.values()];
  const edges = [...graph.edges.values()];
  const distinct = (words: readonly string[]) => [...new Set(words)];
  return {
    ids: distinct([...graph.nodes.keys(), ...graph.edges.keys(), 'new_op0', 'x1', 'x2']),
    keys: distinct([...nodes.map((node) => node.key).filter((key) => key !== ''), 'k8', 'k9']),
    names: distinct([...nodes.map((node) => node.name), 'Something else']),
    nodeKinds: distinct([...nodes.map((node) => node.kind), 'bpmn::task']),
    edgeKinds: distinct([...edges.map((edge) => edge.kind), 'bpmn::sequence_flow']),
  };
}

/** Records like those that code makes: with the usual prototype. */
function record<T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record<T>(fields, { noNullPrototype: true }) as fc.Arbitrary<T>;
}

const coordinate = fc.integer({ min: -500, max: 2000 });
const extent = fc.integer({ min: 1, max: 300 });
const bounds: fc.Arbitrary<Bounds> = record({ x: coordinate, y: coordinate, width: extent, height: extent });
const points = fc.array(record({ x: coordinate, y: coordinate }), { minLength: 2, maxLength: 5 });
const lifecycle = fc.constantFrom(...lifecycles);
const value = fc.oneof(fc.integer(), fc.string({ maxLength: 5 }), fc.boolean(), fc.constant(['a', { b: null }]));
const properties: fc.Arbitrary<Properties> = fc.dictionary(
  fc.constantFrom('acme:system', 'acme:cost', 'acme:owner'),
  value,
  {
    noNullPrototype: true,
  },
);

/** Valid graphs of up to `size` nodes: containment, attachments, keys, and edges also at edges. */
export function arbitraryGraph(size = 10): fc.Arbitrary<Graph> {
  const seed = record({
    kind: fc.constantFrom(...nodeKinds),
    name: fc.constantFrom(...names),
    inside: fc.nat(),
    outermost: fc.boolean(),
    attached: fc.boolean(),
    keyed: fc.boolean(),
    properties,
    lifecycle,
  });
  const edgeSeed = record({
    kind: fc.constantFrom(...edgeKinds),
    name: fc.constantFrom(...names),
    source: fc.nat(),
    target: fc.nat(),
    properties,
  });
  return fc
    .tuple(fc.array(seed, { minLength: 1, maxLength: size }), fc.array(edgeSeed, { maxLength: size }))
    .map(([nodeSeeds, edgeSeeds]) => {
      const nodes = nodeSeeds.map(({ inside, outermost, attached, keyed, ...fields }, at): GraphNode => {
        const before = at === 0 ? undefined : `n${inside % at}`;
        const host = attached && before !== undefined ? { attachedTo: before } : {};
        return {
          ...fields,
          id: `n${at}`,
          key: keyed ? `k${at}` : '',
          parent: outermost ? null : (before ?? null),
          properties: { ...fields.properties, ...host },
        };
      });
      const edges = edgeSeeds.map(({ source, target, ...fields }, at): GraphEdge => {
        const ends = [...nodes.map((node) => node.id), ...Array.from({ length: at }, (_, earlier) => `e${earlier}`)];
        return { ...fields, id: `e${at}`, source: ends[source % ends.length]!, target: ends[target % nodes.length]! };
      });
      return graphOf(nodes, edges);
    });
}

/** A layout that draws some of the elements of a graph. */
export function arbitraryLayout(graph: Graph): fc.Arbitrary<Layout> {
  const some = <T>(ids: Iterable<string>, places: fc.Arbitrary<T>): fc.Arbitrary<ReadonlyMap<string, T>> =>
    fc
      .tuple(...[...ids].map((id) => fc.option(places).map((place) => [id, place] as const)))
      .map((entries) => new Map(entries.filter((entry): entry is [string, T] => entry[1] !== null)));
  return record({
    bounds: some(graph.nodes.keys(), bounds),
    waypoints: some(graph.edges.keys(), points),
    labels: some([...graph.nodes.keys(), ...graph.edges.keys()], bounds),
  });
}

/** Well-formed patches about a vocabulary; many of their operations make no sense. */
export function arbitraryPatch(
  vocabulary: Vocabulary,
  options: { readonly size?: number; readonly types?: readonly OperationType[] } = {},
): fc.Arbitrary<readonly Operation[]> {
  return fc
    .array(arbitraryOperation(vocabulary, options.types), { minLength: 1, maxLength: options.size ?? 6 })
    .map((operations) => operations.map((operation, at) => ({ ...operation, id: `op${at}` })));
}

function arbitraryOperation(words: Vocabulary, types?: readonly OperationType[]): fc.Arbitrary<Operation> {
  const selector = arbitrarySelector(words);
  const name = fc.constantFrom(...words.names);
  const newNode = arbitraryNewNode(words);
  const edge = record({
    id: fc.constantFrom('', '', '', ...words.ids),
    kind: fc.constantFrom(...words.edgeKinds),
    name,
    properties,
  });
  const any = fc.option(selector);
  const key = fc.constantFrom('', 'k8', 'k9', ...words.keys);
  const shapes: { readonly [T in OperationType]: fc.Arbitrary<object> } = {
    add_node: record({ node: newNode, parent: any }),
    remove_node: record({ selector }),
    update_node: record({
      selector,
      properties: fc.oneof(
        properties,
        fc.constant({ 'acme:cost': null }),
        record({ attachedTo: fc.constantFrom(...words.ids) }),
      ),
    }),
    connect: record({ edge, source: selector, target: selector }),
    disconnect: record({
      edgeId: fc.constantFrom('', '', ...words.ids),
      source: any,
      target: any,
      edgeKind: fc.constantFrom('', ...words.edgeKinds),
    }),
    replace_subgraph: record({
      remove: selector,
      parent: any,
      nodes: fc.array(newNode, { maxLength: 3 }),
      edges: fc.array(
        record({
          id: fc.constant(''),
          kind: fc.constantFrom(...words.edgeKinds),
          name,
          source: fc.constantFrom(...words.ids, 'k8', 'k9'),
          target: fc.constantFrom(...words.ids, 'k8', 'k9'),
          properties,
        }),
        { maxLength: 2 },
      ),
      entry: key,
      exit: key,
    }),
    rename: record({ selector, name }),
    set_lifecycle: record({ selector, lifecycle }),
    move: record({ selector, parent: any, bounds: fc.option(bounds), waypoints: fc.oneof(fc.constant([]), points) }),
    group: record({ selector, node: newNode }),
    change_kind: record({ selector, kind: fc.constantFrom(...words.nodeKinds), properties }),
    arrange: record({
      placements: fc.array(
        record({
          id: fc.constantFrom(...words.ids),
          bounds: fc.option(bounds),
          waypoints: fc.oneof(fc.constant([]), points),
          label: fc.option(bounds),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  };
  const chosen = types ?? (Object.keys(shapes) as OperationType[]);
  const conditions = fc.oneof(
    { weight: 8, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(arbitraryCondition(words), { minLength: 1, maxLength: 2 }) },
  );
  return fc.oneof(
    ...chosen.map((type) =>
      fc
        .tuple(shapes[type], conditions, conditions)
        .map(([shape, pre, post]) => ({ id: '', type, pre, post, rationale: '', ...shape }) as unknown as Operation),
    ),
  );
}

export function arbitrarySelector(words: Vocabulary): fc.Arbitrary<Selector> {
  const filter: fc.Arbitrary<Filter> = fc.record(
    {
      name: fc.constantFrom(...words.names),
      nameContains: fc.constantFrom('check', 'S', 'e'),
      within: fc.constantFrom(...words.ids, ...words.names),
      lifecycle,
      properties,
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  return fc.letrec<{ selector: Selector }>((tie) => ({
    selector: fc.oneof(
      { maxDepth: 3 },
      { weight: 6, arbitrary: fc.constantFrom(...words.ids).map((id): Selector => ({ by: 'id', id })) },
      { weight: 3, arbitrary: fc.constantFrom(...words.keys).map((key): Selector => ({ by: 'key', key })) },
      {
        weight: 2,
        arbitrary: record({
          by: fc.constant('type' as const),
          kind: fc.constantFrom('', ...words.nodeKinds),
          filter,
        }),
      },
      {
        weight: 1,
        arbitrary: record({
          by: fc.constant('path' as const),
          path: fc.array(fc.constantFrom(...words.names), { minLength: 1, maxLength: 3 }),
        }),
      },
      {
        weight: 1,
        arbitrary: record({
          by: fc.constant('neighbour' as const),
          of: tie('selector'),
          direction: fc.constantFrom('in' as const, 'out' as const, 'both' as const),
          edgeKind: fc.constantFrom('', ...words.edgeKinds),
        }),
      },
    ),
  })).selector;
}

function arbitraryCondition(words: Vocabulary): fc.Arbitrary<Condition> {
  const selector = arbitrarySelector(words);
  return fc.oneof(
    record({ type: fc.constant('exists' as const), selector }),
    record({ type: fc.constant('absent' as const), selector }),
    record({ type: fc.constant('count' as const), selector, minimum: fc.nat(2), maximum: fc.nat(5) }),
    record({
      type: fc.constant('connected' as const),
      source: selector,
      target: selector,
      edgeKind: fc.constantFrom('', ...words.edgeKinds),
    }),
    record({ type: fc.constant('name_is' as const), selector, name: fc.constantFrom(...words.names) }),
  );
}

function arbitraryNewNode(words: Vocabulary): fc.Arbitrary<NewNode> {
  return record({
    id: fc.constantFrom('', '', '', ...words.ids),
    key: fc.constantFrom('', '', 'k8', 'k9', ...words.keys),
    kind: fc.constantFrom(...words.nodeKinds),
    name: fc.constantFrom(...words.names),
    properties,
    lifecycle,
  });
}

/** Patches that hold anything at all among operations that are well-formed but for one field. */
export function arbitraryGarbage(vocabulary: Vocabulary): fc.Arbitrary<readonly unknown[]> {
  const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withMap: true, withSparseArray: true });
  const broken = fc.tuple(arbitraryOperation(vocabulary), fc.nat(), anything).map(([operation, at, anything]) => {
    const fields = Object.keys(operation);
    return { ...operation, [fields[at % fields.length]!]: anything };
  });
  return fc.array(fc.oneof(broken, anything), { maxLength: 6 });
}
