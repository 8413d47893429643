import type { Change } from '@ameide/contracts/graph/v1/change';
import type { Bounds, Edge, Graph, Layout, Node, Point } from '@ameide/contracts/graph/v1/graph';
import type { JsonObject } from '@bufbuild/protobuf';

/** A node or an edge of a model, as the server has it. A change makes a new object of what it alters, and leaves the others. */
export interface Element {
  /** What people call it. */
  readonly name: string;
  /** Such as `bpmn::user_task`. */
  readonly kind: string;
  /** The node that contains it; empty at the top, and for edges. */
  readonly parent: string;
  /** Where an edge starts; empty for nodes. */
  readonly source: string;
  /** Where an edge ends; empty for nodes. */
  readonly target: string;
  readonly properties: JsonObject;
  /** Where a node is drawn; absent when it is not. */
  readonly bounds?: Bounds | undefined;
  /** Where an edge is drawn; absent when it is not. */
  readonly waypoints?: readonly Point[] | undefined;
  /** Where its name is; absent when the editor decides. */
  readonly label?: Bounds | undefined;
}

/** The elements of a model by id: nodes first, each in the order of the document. */
export type Elements = ReadonlyMap<string, Element>;

export function elementsOf(graph: Graph | undefined, layout: Layout | undefined): Elements {
  const elements = new Map<string, Element>();
  for (const node of graph?.nodes ?? []) {
    elements.set(node.id, { ...elementOfNode(node), bounds: layout?.bounds[node.id], label: layout?.labels[node.id] });
  }
  for (const edge of graph?.edges ?? []) {
    const place = { waypoints: layout?.waypoints[edge.id]?.points, label: layout?.labels[edge.id] };
    elements.set(edge.id, { ...elementOfEdge(edge), ...place });
  }
  return elements;
}

const elementOfNode = ({ name, kind, parent, properties = {} }: Node): Element => ({
  name,
  kind,
  parent,
  source: '',
  target: '',
  properties,
});

const elementOfEdge = ({ name, kind, source, target, properties = {} }: Edge): Element => ({
  name,
  kind,
  parent: '',
  source,
  target,
  properties,
});

/** The elements after a change. */
export function withChange(elements: Elements, change: Change | undefined): Elements {
  const next = new Map(elements);
  const alter = (id: string, fields: Partial<Element>) => {
    const known = next.get(id);
    if (known !== undefined) next.set(id, { ...known, ...fields });
  };
  for (const { mutation } of change?.semantic ?? []) {
    switch (mutation.case) {
      case 'nodeAdded':
        next.set(mutation.value.id, elementOfNode(mutation.value));
        break;
      case 'edgeAdded':
        next.set(mutation.value.id, elementOfEdge(mutation.value));
        break;
      case 'nodeRemoved':
      case 'edgeRemoved':
        next.delete(mutation.value.id);
        break;
      case 'nodeChanged': {
        const { kind, name, parent, properties } = mutation.value.after ?? {};
        alter(mutation.value.id, given({ kind, name, parent, properties }));
        break;
      }
      case 'edgeChanged': {
        const { name, source, target, properties } = mutation.value.after ?? {};
        alter(mutation.value.id, given({ name, source, target, properties }));
        break;
      }
    }
  }
  for (const { mutation } of change?.layout ?? []) {
    if (mutation.case === 'boundsSet') alter(mutation.value.id, { bounds: mutation.value.after });
    if (mutation.case === 'waypointsSet') alter(mutation.value.id, { waypoints: mutation.value.after?.points });
    if (mutation.case === 'labelSet') alter(mutation.value.id, { label: mutation.value.after });
  }
  return next;
}

function given(fields: { readonly [Name in keyof Element]?: Element[Name] | undefined }): Partial<Element> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
