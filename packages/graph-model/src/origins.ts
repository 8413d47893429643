import type { Change, SemanticMutation } from './mutation.ts';
import { propertyDifferences } from './property-differences.ts';

/** Where differences between two versions come from. */
export interface Origins<Origin> {
  /** The last step that added, removed or changed the element. */
  ofElement(id: string): Origin | undefined;
  /** The last step that set what the element says there, also by adding the element. */
  ofProperty(id: string, property: string): Origin | undefined;
  /** The last step that drew the element, drew it elsewhere or drew it no longer. */
  ofDrawing(id: string): Origin | undefined;
}

interface Traces<Origin> {
  element: Origin;
  /** By property; what is not here is as the element was added. */
  readonly properties: Map<string, Origin>;
  added?: Origin;
}

/** Follows changes, the oldest first, to whoever had the last word on each element and each of its properties. */
export function originsOf<Origin>(
  steps: Iterable<{ readonly origin: Origin; readonly change: Change }>,
): Origins<Origin> {
  const elements = new Map<string, Traces<Origin>>();
  const drawings = new Map<string, Origin>();
  for (const { origin, change } of steps) {
    for (const mutation of change.semantic) trace(elements, mutation, origin);
    for (const { id } of change.layout) drawings.set(id, origin);
  }
  return {
    ofElement: (id) => elements.get(id)?.element,
    ofProperty(id, property) {
      const traces = elements.get(id);
      return traces?.properties.get(property) ?? traces?.added;
    },
    ofDrawing: (id) => drawings.get(id),
  };
}

function trace<Origin>(elements: Map<string, Traces<Origin>>, mutation: SemanticMutation, origin: Origin): void {
  switch (mutation.type) {
    case 'node_added':
    case 'node_removed':
      elements.set(mutation.node.id, { element: origin, properties: new Map(), added: origin });
      return;
    case 'edge_added':
    case 'edge_removed':
      elements.set(mutation.edge.id, { element: origin, properties: new Map(), added: origin });
      return;
    case 'node_changed':
    case 'edge_changed': {
      const traces = elements.get(mutation.id) ?? { element: origin, properties: new Map<string, Origin>() };
      traces.element = origin;
      for (const { property } of propertyDifferences(mutation)) traces.properties.set(property, origin);
      elements.set(mutation.id, traces);
    }
  }
}
