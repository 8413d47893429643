import type { Plan } from './plan.ts';

/** What a person approves, with everything that it depends on. */
export interface ClosedSelection {
  /** The ids given and all that they depend on, in the order of the plan. */
  readonly closed: ReadonlySet<string>;
  /** Those that were added to make it closed; none when the selection already was. */
  readonly missing: readonly string[];
}

/** Closes a selection of operations under their dependencies. Ids that the plan does not have are left out. */
export function closeSelection(plan: Plan, selected: ReadonlySet<string>): ClosedSelection {
  const dependsOn = new Map(plan.operations.map((operation) => [operation.id, operation.dependsOn]));
  const reached = new Set([...selected].filter((id) => dependsOn.has(id)));
  for (const id of reached) for (const needed of dependsOn.get(id) ?? []) reached.add(needed);
  const closed = new Set([...dependsOn.keys()].filter((id) => reached.has(id)));
  return { closed, missing: [...closed].filter((id) => !selected.has(id)) };
}
