import type { Graph } from './graph.ts';
import { indexOf } from './graph-index.ts';
import { labelWithId, listed } from './label.ts';
import { match } from './match.ts';
import type { Condition, Selector } from './operation.ts';
import { describeSelector } from './select.ts';

/** Why a condition does not hold in a graph, as a sentence; undefined when it holds. */
export function failureOf(graph: Graph, condition: Condition): string | undefined {
  const index = indexOf(graph);
  const found = (selector: Selector) => match(index, selector);
  const named = (ids: readonly string[]) => listed(ids.map((id) => labelWithId(index.element(id)!)));
  switch (condition.type) {
    case 'exists':
      return found(condition.selector).length > 0
        ? undefined
        : `${describeSelector(condition.selector)} should exist, but nothing matches.`;
    case 'absent': {
      const ids = found(condition.selector);
      return ids.length === 0
        ? undefined
        : `${describeSelector(condition.selector)} should not exist, but there is ${named(ids)}.`;
    }
    case 'count': {
      const ids = found(condition.selector);
      const { minimum, maximum } = condition;
      return ids.length >= minimum && ids.length <= maximum
        ? undefined
        : `${describeSelector(condition.selector)} should match ${minimum} to ${maximum} elements, but matches ${ids.length}.`;
    }
    case 'connected': {
      const sources = found(condition.source);
      const targets = new Set(found(condition.target));
      const connected = sources.some((source) =>
        [...index.edgesAt(source)].some((id) => {
          const edge = index.edges.get(id)!;
          return (
            edge.source === source &&
            targets.has(edge.target) &&
            (condition.edgeKind === '' || edge.kind === condition.edgeKind)
          );
        }),
      );
      return connected
        ? undefined
        : `${describeSelector(condition.source)} should lead to ${describeSelector(condition.target)}, but does not.`;
    }
    case 'name_is': {
      const ids = found(condition.selector);
      const wrong = ids.filter((id) => index.element(id)!.name !== condition.name);
      if (ids.length > 0 && wrong.length === 0) return undefined;
      const instead = ids.length === 0 ? 'nothing matches' : `there is ${named(wrong)}`;
      return `${describeSelector(condition.selector)} should be named "${condition.name}", but ${instead}.`;
    }
    default:
      return condition satisfies never;
  }
}

/** The selectors that a condition uses. */
export function selectorsOf(condition: Condition): readonly Selector[] {
  return condition.type === 'connected' ? [condition.source, condition.target] : [condition.selector];
}
