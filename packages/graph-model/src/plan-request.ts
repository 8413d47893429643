import type { Graph, Layout } from './graph.ts';
import type { Notation } from './notation.ts';
import type { Operation } from './operation.ts';

export interface PlanRequest {
  readonly graph: Graph;
  readonly layout: Layout;
  readonly operations: readonly Operation[];
  readonly notation: Notation;
  /** Ids of the operations to plan, in the order of `operations`; all when absent. */
  readonly only?: ReadonlySet<string>;
}
