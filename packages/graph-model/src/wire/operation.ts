import {
  OperationSchema,
  type NewEdge as WireNewEdge,
  type NewNode as WireNewNode,
  type Operation as WireOperation,
  type Selector as WireSelector,
} from '@ameide/contracts/graph/v1/operation';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import type { Properties } from '../graph.ts';
import type { NewNode, Operation, Selector } from '../operation.ts';
import { boundsFromWire, lifecycleFromWire, lifecycleToWire, propertiesFromWire, propertiesToWire } from './graph.ts';
import { conditionFromWire, conditionToWire, required, selectorFromWire, selectorToWire } from './selector.ts';

export function operationFromWire(wire: WireOperation): Operation {
  const base = {
    id: wire.id,
    pre: wire.preConditions.map(conditionFromWire),
    post: wire.postConditions.map(conditionFromWire),
    rationale: wire.rationale,
  };
  const { operation } = wire;
  switch (operation.case) {
    case 'addNode': {
      const { node, parent, copyOf } = operation.value;
      return {
        ...base,
        type: 'add_node',
        node: newNodeFromWire(required(node, 'a node')),
        parent: optionalSelector(parent),
        ...(copyOf !== '' && { copyOf }),
      };
    }
    case 'removeNode':
      return { ...base, type: 'remove_node', selector: selectorFromWire(operation.value.selector) };
    case 'updateNode': {
      const { selector, properties } = operation.value;
      const set = propertiesFromWire(properties);
      return { ...base, type: 'update_node', selector: selectorFromWire(selector), properties: set };
    }
    case 'connect': {
      const { edge, source, target, copyOf } = operation.value;
      return {
        ...base,
        type: 'connect',
        edge: newEdgeFromWire(required(edge, 'an edge')),
        source: selectorFromWire(source),
        target: selectorFromWire(target),
        ...(copyOf !== '' && { copyOf }),
      };
    }
    case 'disconnect': {
      const { edgeId, source, target, edgeKind } = operation.value;
      const ends = { source: optionalSelector(source), target: optionalSelector(target) };
      return { ...base, type: 'disconnect', edgeId, ...ends, edgeKind };
    }
    case 'replaceSubgraph': {
      const { remove, parent, nodes, edges, entry, exit } = operation.value;
      return {
        ...base,
        type: 'replace_subgraph',
        remove: selectorFromWire(remove),
        parent: optionalSelector(parent),
        nodes: nodes.map(newNodeFromWire),
        edges: edges.map(({ edge, source, target }) => ({
          ...newEdgeFromWire(required(edge, 'an edge')),
          source,
          target,
        })),
        entry,
        exit,
      };
    }
    case 'rename':
      return {
        ...base,
        type: 'rename',
        selector: selectorFromWire(operation.value.selector),
        name: operation.value.name,
      };
    case 'setLifecycle': {
      const { selector, lifecycle } = operation.value;
      const set = lifecycleFromWire(lifecycle);
      return { ...base, type: 'set_lifecycle', selector: selectorFromWire(selector), lifecycle: set };
    }
    case 'move': {
      const { selector, parent, bounds, waypoints } = operation.value;
      return {
        ...base,
        type: 'move',
        selector: selectorFromWire(selector),
        parent: optionalSelector(parent),
        bounds: bounds ? boundsFromWire(bounds) : null,
        waypoints: waypoints.map(({ x, y }) => ({ x, y })),
      };
    }
    case 'group': {
      const { selector, node } = operation.value;
      const container = newNodeFromWire(required(node, 'a node'));
      return { ...base, type: 'group', selector: selectorFromWire(selector), node: container };
    }
    case 'changeKind': {
      const { selector, kind, properties } = operation.value;
      const set = propertiesFromWire(properties);
      return { ...base, type: 'change_kind', selector: selectorFromWire(selector), kind, properties: set };
    }
    case 'arrange': {
      const placements = operation.value.placements.map(({ id, bounds, waypoints, label }) => ({
        id,
        bounds: bounds ? boundsFromWire(bounds) : null,
        waypoints: waypoints.map(({ x, y }) => ({ x, y })),
        label: label ? boundsFromWire(label) : null,
      }));
      return { ...base, type: 'arrange', placements };
    }
    default:
      throw new Error('an operation that says nothing passed validation');
  }
}

export function operationToWire(operation: Operation): WireOperation {
  return create(OperationSchema, {
    id: operation.id,
    preConditions: operation.pre.map(conditionToWire),
    postConditions: operation.post.map(conditionToWire),
    rationale: operation.rationale,
    operation: operationCase(operation),
  });
}

type OperationInit = NonNullable<Exclude<MessageInitShape<typeof OperationSchema>['operation'], { case: undefined }>>;

function operationCase(operation: Operation): OperationInit {
  const selector = (from: Selector | null) => (from ? selectorToWire(from) : undefined);
  switch (operation.type) {
    case 'add_node': {
      const parent = selector(operation.parent);
      const { node, copyOf = '' } = operation;
      return { case: 'addNode', value: { node: newNodeToWire(node), ...(parent && { parent }), copyOf } };
    }
    case 'remove_node':
      return { case: 'removeNode', value: { selector: selectorToWire(operation.selector) } };
    case 'update_node': {
      const properties = propertiesToWire(operation.properties);
      return { case: 'updateNode', value: { selector: selectorToWire(operation.selector), properties } };
    }
    case 'connect': {
      const edge = newEdgeToWire(operation.edge);
      const ends = { source: selectorToWire(operation.source), target: selectorToWire(operation.target) };
      return { case: 'connect', value: { edge, ...ends, copyOf: operation.copyOf ?? '' } };
    }
    case 'disconnect': {
      const [source, target] = [selector(operation.source), selector(operation.target)];
      const { edgeId, edgeKind } = operation;
      return { case: 'disconnect', value: { edgeId, edgeKind, ...(source && { source }), ...(target && { target }) } };
    }
    case 'replace_subgraph': {
      const parent = selector(operation.parent);
      return {
        case: 'replaceSubgraph',
        value: {
          remove: selectorToWire(operation.remove),
          ...(parent && { parent }),
          nodes: operation.nodes.map(newNodeToWire),
          edges: operation.edges.map(({ source, target, ...edge }) => ({ edge: newEdgeToWire(edge), source, target })),
          entry: operation.entry,
          exit: operation.exit,
        },
      };
    }
    case 'rename':
      return { case: 'rename', value: { selector: selectorToWire(operation.selector), name: operation.name } };
    case 'set_lifecycle': {
      const lifecycle = lifecycleToWire(operation.lifecycle);
      return { case: 'setLifecycle', value: { selector: selectorToWire(operation.selector), lifecycle } };
    }
    case 'move': {
      const parent = selector(operation.parent);
      return {
        case: 'move',
        value: {
          selector: selectorToWire(operation.selector),
          ...(parent && { parent }),
          ...(operation.bounds && { bounds: operation.bounds }),
          waypoints: operation.waypoints.map(({ x, y }) => ({ x, y })),
        },
      };
    }
    case 'group': {
      const node = newNodeToWire(operation.node);
      return { case: 'group', value: { selector: selectorToWire(operation.selector), node } };
    }
    case 'change_kind': {
      const properties = propertiesToWire(operation.properties);
      const { kind } = operation;
      return { case: 'changeKind', value: { selector: selectorToWire(operation.selector), kind, properties } };
    }
    case 'arrange': {
      const placements = operation.placements.map(({ id, bounds, waypoints, label }) => ({
        id,
        ...(bounds && { bounds }),
        waypoints: waypoints.map(({ x, y }) => ({ x, y })),
        ...(label && { label }),
      }));
      return { case: 'arrange', value: { placements } };
    }
  }
}

const optionalSelector = (wire: WireSelector | undefined): Selector | null => (wire ? selectorFromWire(wire) : null);

function newNodeFromWire({ id, key, kind, name, properties, lifecycle }: WireNewNode): NewNode {
  return {
    id,
    key,
    kind,
    name,
    properties: propertiesFromWire(properties),
    lifecycle: lifecycleFromWire(lifecycle),
  };
}

function newNodeToWire(node: NewNode) {
  return { ...node, properties: propertiesToWire(node.properties), lifecycle: lifecycleToWire(node.lifecycle) };
}

function newEdgeFromWire({ id, kind, name, properties }: WireNewEdge) {
  return { id, kind, name, properties: propertiesFromWire(properties) };
}

function newEdgeToWire(edge: { id: string; kind: string; name: string; properties: Properties }) {
  return { id: edge.id, kind: edge.kind, name: edge.name, properties: propertiesToWire(edge.properties) };
}
