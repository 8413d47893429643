import {
  ChangeSchema,
  EdgeFieldsSchema,
  LayoutMutationSchema,
  NodeFieldsSchema,
  SemanticMutationSchema,
  type Change as WireChange,
  type EdgeFields as WireEdgeFields,
  type LayoutMutation as WireLayoutMutation,
  type NodeFields as WireNodeFields,
  type SemanticMutation as WireSemanticMutation,
} from '@ameide/contracts/graph/v1/change';
import { create } from '@bufbuild/protobuf';
import type { Change, EdgeFields, LayoutMutation, NodeFields, SemanticMutation } from '../mutation.ts';
import {
  boundsFromWire,
  boundsToWire,
  edgeFromWire,
  edgeToWire,
  lifecycleFromWire,
  lifecycleToWire,
  nodeFromWire,
  nodeToWire,
  propertiesFromWire,
  propertiesToWire,
  waypointsFromWire,
  waypointsToWire,
} from './graph.ts';

export function changeToWire(change: Change): WireChange {
  return create(ChangeSchema, {
    semantic: change.semantic.map(semanticMutationToWire),
    layout: change.layout.map(layoutMutationToWire),
  });
}

export function changeFromWire(change: WireChange): Change {
  return {
    semantic: change.semantic.map(semanticMutationFromWire),
    layout: change.layout.map(layoutMutationFromWire),
  };
}

export function semanticMutationToWire(mutation: SemanticMutation): WireSemanticMutation {
  return create(SemanticMutationSchema, { mutation: semanticCase(mutation) });
}

function semanticCase(mutation: SemanticMutation): NonNullable<WireSemanticMutation['mutation']> {
  switch (mutation.type) {
    case 'node_added':
      return { case: 'nodeAdded', value: nodeToWire(mutation.node) };
    case 'node_removed':
      return { case: 'nodeRemoved', value: nodeToWire(mutation.node) };
    case 'edge_added':
      return { case: 'edgeAdded', value: edgeToWire(mutation.edge) };
    case 'edge_removed':
      return { case: 'edgeRemoved', value: edgeToWire(mutation.edge) };
    case 'node_changed': {
      const [before, after] = [nodeFieldsToWire(mutation.before), nodeFieldsToWire(mutation.after)];
      return {
        case: 'nodeChanged',
        value: { $typeName: 'ameide.graph.v1.NodeChanged', id: mutation.id, before, after },
      };
    }
    case 'edge_changed': {
      const [before, after] = [edgeFieldsToWire(mutation.before), edgeFieldsToWire(mutation.after)];
      return {
        case: 'edgeChanged',
        value: { $typeName: 'ameide.graph.v1.EdgeChanged', id: mutation.id, before, after },
      };
    }
  }
}

/** Throws when the mutation is empty: recorded events and answers of our own services never hold one. */
export function semanticMutationFromWire(wire: WireSemanticMutation): SemanticMutation {
  const { mutation } = wire;
  switch (mutation.case) {
    case 'nodeAdded':
      return { type: 'node_added', node: nodeFromWire(mutation.value) };
    case 'nodeRemoved':
      return { type: 'node_removed', node: nodeFromWire(mutation.value) };
    case 'edgeAdded':
      return { type: 'edge_added', edge: edgeFromWire(mutation.value) };
    case 'edgeRemoved':
      return { type: 'edge_removed', edge: edgeFromWire(mutation.value) };
    case 'nodeChanged': {
      const { id, before, after } = mutation.value;
      return { type: 'node_changed', id, before: nodeFieldsFromWire(before), after: nodeFieldsFromWire(after) };
    }
    case 'edgeChanged': {
      const { id, before, after } = mutation.value;
      return { type: 'edge_changed', id, before: edgeFieldsFromWire(before), after: edgeFieldsFromWire(after) };
    }
    default:
      throw new Error('a semantic mutation says nothing');
  }
}

function nodeFieldsToWire(fields: NodeFields): WireNodeFields {
  return create(NodeFieldsSchema, {
    ...(fields.kind !== undefined && { kind: fields.kind }),
    ...(fields.key !== undefined && { key: fields.key }),
    ...(fields.name !== undefined && { name: fields.name }),
    ...(fields.parent !== undefined && { parent: fields.parent ?? '' }),
    ...(fields.properties !== undefined && { properties: propertiesToWire(fields.properties) }),
    ...(fields.lifecycle !== undefined && { lifecycle: lifecycleToWire(fields.lifecycle) }),
  });
}

function nodeFieldsFromWire(fields: WireNodeFields | undefined): NodeFields {
  return {
    ...(fields?.kind !== undefined && { kind: fields.kind }),
    ...(fields?.key !== undefined && { key: fields.key }),
    ...(fields?.name !== undefined && { name: fields.name }),
    ...(fields?.parent !== undefined && { parent: fields.parent === '' ? null : fields.parent }),
    ...(fields?.properties !== undefined && { properties: propertiesFromWire(fields.properties) }),
    ...(fields?.lifecycle !== undefined && { lifecycle: lifecycleFromWire(fields.lifecycle) }),
  };
}

function edgeFieldsToWire(fields: EdgeFields): WireEdgeFields {
  const { properties, ...names } = fields;
  return create(EdgeFieldsSchema, {
    ...names,
    ...(properties !== undefined && { properties: propertiesToWire(properties) }),
  });
}

function edgeFieldsFromWire(fields: WireEdgeFields | undefined): EdgeFields {
  return {
    ...(fields?.name !== undefined && { name: fields.name }),
    ...(fields?.source !== undefined && { source: fields.source }),
    ...(fields?.target !== undefined && { target: fields.target }),
    ...(fields?.properties !== undefined && { properties: propertiesFromWire(fields.properties) }),
  };
}

export function layoutMutationToWire(mutation: LayoutMutation): WireLayoutMutation {
  const { id } = mutation;
  if (mutation.type !== 'waypoints_set') {
    const value = {
      id,
      ...(mutation.before && { before: boundsToWire(mutation.before) }),
      ...(mutation.after && { after: boundsToWire(mutation.after) }),
    };
    const set = mutation.type === 'label_set' ? 'labelSet' : 'boundsSet';
    return create(LayoutMutationSchema, { mutation: { case: set, value } });
  }
  const value = {
    id,
    ...(mutation.before && { before: waypointsToWire(mutation.before) }),
    ...(mutation.after && { after: waypointsToWire(mutation.after) }),
  };
  return create(LayoutMutationSchema, { mutation: { case: 'waypointsSet', value } });
}

/** Throws when the mutation is empty, as `semanticMutationFromWire` does. */
export function layoutMutationFromWire(wire: WireLayoutMutation): LayoutMutation {
  const { mutation } = wire;
  switch (mutation.case) {
    case 'boundsSet':
    case 'labelSet': {
      const { id, before, after } = mutation.value;
      return {
        type: mutation.case === 'labelSet' ? 'label_set' : 'bounds_set',
        id,
        before: before ? boundsFromWire(before) : null,
        after: after ? boundsFromWire(after) : null,
      };
    }
    case 'waypointsSet': {
      const { id, before, after } = mutation.value;
      return {
        type: 'waypoints_set',
        id,
        before: before ? waypointsFromWire(before) : null,
        after: after ? waypointsFromWire(after) : null,
      };
    }
    default:
      throw new Error('a layout mutation says nothing');
  }
}
