import {
  applyLayout,
  applyMutations,
  type Change,
  emptyGraph,
  emptyLayout,
  type Graph,
  inverse,
  type Layout,
} from '@ameide/graph-model';

/** What the read model knows of one version of a model. */
export interface ProjectedModel {
  readonly version: number;
  readonly notation: string;
  readonly graph: Graph;
  readonly layout: Layout;
}

export const absentModel: ProjectedModel = { version: 0, notation: '', graph: emptyGraph, layout: emptyLayout };

/** The model after a commit. Throws when the commit does not follow on the model: a broken invariant of the log. */
export function advance(model: ProjectedModel, notation: string, version: number, change: Change): ProjectedModel {
  if (version !== model.version + 1) throw new Error(`commit ${version} does not follow on version ${model.version}`);
  return {
    version,
    notation,
    graph: applyMutations(model.graph, change.semantic),
    layout: applyLayout(model.layout, change.layout),
  };
}

/** The model before its last commits; `changes` are theirs, the last one first. */
export function goBack(model: ProjectedModel, changes: readonly Change[]): ProjectedModel {
  const undone = changes.map(inverse);
  return {
    ...model,
    version: model.version - changes.length,
    graph: applyMutations(
      model.graph,
      undone.flatMap(({ semantic }) => semantic),
    ),
    layout: applyLayout(
      model.layout,
      undone.flatMap(({ layout }) => layout),
    ),
  };
}
