import type { GraphNode } from '@ameide/graph-model';
import type { FlowModel } from './flows.ts';

/** A flow that there is not yet. */
export interface ThoughtFlow {
  readonly source: string;
  readonly target: string;
}

/**
 * The steps of one container that nothing can ever reach: they lead only to one another. Things begin where no flow leads to;
 * an attached event happens once what it is attached to is reached.
 */
export function unreachable(
  model: FlowModel,
  steps: readonly GraphNode[],
  thought: readonly ThoughtFlow[] = [],
): ReadonlySet<string> {
  const left = new Set(steps.map(({ id }) => id));
  const next = new Map<string, string[]>();
  const led = new Set<string>();
  const lead = (source: string, target: string) => {
    if (!left.has(source) || !left.has(target)) return;
    next.set(source, [...(next.get(source) ?? []), target]);
    led.add(target);
  };
  for (const { id, properties } of steps) {
    for (const { target } of model.outgoing(id)) lead(id, target);
    if (typeof properties.attachedTo === 'string') lead(properties.attachedTo, id);
  }
  for (const { source, target } of thought) lead(source, target);
  const open = [...left].filter((id) => !led.has(id));
  for (const id of open) left.delete(id);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const target of next.get(id) ?? []) if (left.delete(target)) open.push(target);
  }
  return left;
}

/** Unreachable steps, those that flows connect together. */
export function unreachableGroups(model: FlowModel, steps: readonly GraphNode[]): readonly (readonly GraphNode[])[] {
  const left = new Set(unreachable(model, steps));
  const groups: GraphNode[][] = [];
  for (const { id: first } of steps) {
    if (!left.delete(first)) continue;
    const group = new Set([first]);
    for (const id of group) {
      const { attachedTo } = model.graph.nodes.get(id)?.properties ?? {};
      const near = [
        ...model.outgoing(id).map(({ target }) => target),
        ...model.incoming(id).map(({ source }) => source),
        ...(typeof attachedTo === 'string' ? [attachedTo] : []),
      ];
      for (const other of near) if (left.delete(other)) group.add(other);
    }
    groups.push(steps.filter(({ id }) => group.has(id)));
  }
  return groups;
}
