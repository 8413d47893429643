import { Lifecycle } from '@ameide/contracts/graph/v1/graph';
import {
  Direction,
  type NewNodeSchema,
  type Operation,
  OperationSchema,
  type Selector,
  SelectorSchema,
} from '@ameide/contracts/graph/v1/operation';
import { create, type JsonObject, type MessageInitShape } from '@bufbuild/protobuf';
import type { ElementArgument, OperationArguments } from './patch-arguments.ts';

const lifecycles = {
  planned: Lifecycle.PLANNED,
  current: Lifecycle.CURRENT,
  retiring: Lifecycle.RETIRING,
  retired: Lifecycle.RETIRED,
};
const directions = { in: Direction.IN, out: Direction.OUT, both: Direction.BOTH };

type OperationInit = NonNullable<Exclude<MessageInitShape<typeof OperationSchema>['operation'], { case: undefined }>>;
type NewNodeArguments =
  | Extract<OperationArguments, { op: 'group' }>
  | Extract<OperationArguments, { op: 'replace_subgraph' }>['nodes'][number];

/**
 * Operations as the contract has them, with the ids 1, 2, 3…
 * @param newId the id of the node that a patch adds, by its kind and `ref`; the same for the same arguments
 */
export function toOperations(
  args: readonly OperationArguments[],
  newId: (kind: string, ref: string) => string,
): Operation[] {
  const added = new Map<string, string>();
  for (const one of args) {
    const nodes = one.op === 'add_node' || one.op === 'group' ? [one] : one.op === 'replace_subgraph' ? one.nodes : [];
    for (const { kind, ref } of nodes) added.set(ref, newId(kind, ref));
  }
  return args.map((one, at) =>
    create(OperationSchema, {
      id: String(at + 1),
      rationale: one.rationale ?? '',
      operation: operationOf(one, (ref) => added.get(ref) ?? ref),
    }),
  );
}

function operationOf(one: OperationArguments, idOf: (ref: string) => string): OperationInit {
  const selector = (element: ElementArgument) => selectorOf(element, idOf);
  switch (one.op) {
    case 'add_node':
      return {
        case: 'addNode',
        value: { node: nodeOf(one, idOf), ...(one.parent && { parent: selector(one.parent) }) },
      };
    case 'remove_node':
      return { case: 'removeNode', value: { selector: selector(one.element) } };
    case 'update_node':
      return {
        case: 'updateNode',
        value: { selector: selector(one.element), properties: one.properties as JsonObject },
      };
    case 'rename':
      return { case: 'rename', value: { selector: selector(one.element), name: one.name } };
    case 'change_kind': {
      const properties = (one.properties ?? {}) as JsonObject;
      return { case: 'changeKind', value: { selector: selector(one.element), kind: one.kind, properties } };
    }
    case 'connect': {
      const edge = { kind: one.kind, name: one.name ?? '', properties: (one.properties ?? {}) as JsonObject };
      return { case: 'connect', value: { edge, source: selector(one.source), target: selector(one.target) } };
    }
    case 'disconnect': {
      const ends = {
        ...(one.source && { source: selector(one.source) }),
        ...(one.target && { target: selector(one.target) }),
      };
      return { case: 'disconnect', value: { edgeId: one.edge ?? '', edgeKind: one.kind ?? '', ...ends } };
    }
    case 'set_lifecycle':
      return { case: 'setLifecycle', value: { selector: selector(one.element), lifecycle: lifecycles[one.lifecycle] } };
    case 'move':
      return {
        case: 'move',
        value: {
          selector: selector(one.element),
          ...(one.parent && { parent: selector(one.parent) }),
          ...(one.bounds && { bounds: one.bounds }),
        },
      };
    case 'group':
      return { case: 'group', value: { selector: selector(one.element), node: nodeOf(one, idOf) } };
    case 'replace_subgraph':
      return {
        case: 'replaceSubgraph',
        value: {
          remove: selector(one.remove),
          ...(one.parent && { parent: selector(one.parent) }),
          nodes: one.nodes.map((node) => nodeOf(node, idOf)),
          edges: one.edges.map(({ kind, name = '', source, target }) => ({
            edge: { kind, name },
            source: idOf(source),
            target: idOf(target),
          })),
          entry: idOf(one.entry),
          exit: idOf(one.exit),
        },
      };
    default:
      return one satisfies never;
  }
}

function nodeOf(
  { ref, kind, name = '', properties = {} }: Pick<NewNodeArguments, 'ref' | 'kind' | 'name' | 'properties'>,
  idOf: (ref: string) => string,
): MessageInitShape<typeof NewNodeSchema> {
  const host = properties.attachedTo;
  const attached = typeof host === 'string' ? { attachedTo: idOf(host) } : {};
  return { id: idOf(ref), kind, name, properties: { ...properties, ...attached } as JsonObject };
}

function selectorOf(element: ElementArgument, idOf: (ref: string) => string): Selector {
  if (typeof element === 'string') return create(SelectorSchema, { selector: { case: 'id', value: idOf(element) } });
  if ('path' in element) return create(SelectorSchema, { selector: { case: 'byPath', value: { path: element.path } } });
  if ('neighbours_of' in element) {
    const { neighbours_of, direction, edge_kind = '' } = element;
    const of = create(SelectorSchema, { selector: { case: 'id', value: idOf(neighbours_of) } });
    const value = { of, direction: directions[direction], edgeKind: edge_kind };
    return create(SelectorSchema, { selector: { case: 'byNeighbour', value } });
  }
  const { kind = '', name, name_contains, within } = element;
  const value = {
    kind,
    ...(name !== undefined && { name }),
    ...(name_contains !== undefined && { nameContains: name_contains }),
    ...(within !== undefined && { within: idOf(within) }),
  };
  return create(SelectorSchema, { selector: { case: 'byType', value } });
}
