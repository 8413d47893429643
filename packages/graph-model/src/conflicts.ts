import { type Effects, effectsOf, wouldContainItself } from './effects.ts';
import type { Graph, Json } from './graph.ts';
import { equalJson } from './json.ts';
import { labelOf } from './label.ts';
import type { Change } from './mutation.ts';
import type { Plan } from './plan.ts';
import type { Placement } from './step.ts';

/** Two sides that cannot both have their way, about one element. */
export interface Conflict {
  readonly elementId: string;
  /** `existence`, a field such as `name` or `properties.assignee`, `bounds`, `waypoints`, `label`, or `selection`. */
  readonly field: string;
  /** The operations of ours that are in conflict; none when ours is a change and not a plan. */
  readonly operationIds: readonly string[];
  /** What each side does, as a sentence. */
  readonly ours: string;
  readonly theirs: string;
  /** What each side sets the field to; only where both set it. */
  readonly values?: { readonly ours: Json; readonly theirs: Json };
  /** Which of the intervening changes it is, from 0. */
  readonly intervening: number;
}

/**
 * Where a plan or change, made before others, does not commute with them. Changes commute when they write different
 * fields or the same value, and when none needs what the other removes. Of a plan's layout only the places that
 * operations ask for count; of a plain change's layout nothing does, since the newer place wins.
 *
 * @param theirs the changes that were applied since, in order
 * @param current the graph after them
 */
export function conflicts(ours: Plan | Change, theirs: readonly Change[], current: Graph): readonly Conflict[] {
  const plan = 'change' in ours ? ours : undefined;
  const change = 'change' in ours ? ours.change : ours;
  const mine = effectsOf(change.semantic);
  const call = callerOf(change, theirs, current);
  const operationsOn = (id: string) =>
    (plan?.operations ?? []).filter((operation) => operation.touches.writes.includes(id)).map(({ id }) => id);

  return theirs.flatMap((their, intervening) => {
    const found: Conflict[] = [];
    const add: Add = (elementId, field, ours, theirs, { user = elementId, values } = {}) =>
      found.push({
        elementId,
        field,
        operationIds: operationsOn(user),
        ours,
        theirs,
        intervening,
        ...(values && { values }),
      });
    const yours = effectsOf(their.semantic);
    existence(mine, yours, call, add);
    fields(mine, yours, call, add);
    if (intervening === theirs.length - 1) {
      for (const id of wouldContainItself(current, mine.moved)) {
        add(id, 'parent', `Moves ${call(id)} into ${call(mine.moved.get(id) ?? '')}.`, 'Moved that into it.');
      }
    }
    for (const operation of plan?.operations ?? []) {
      for (const placement of operation.placements) {
        const [field, wanted] = placeOf(placement);
        for (const mutation of their.layout) {
          if (mutation.id !== placement.id || mutation.type !== `${field}_set` || mutation.after === null) continue;
          if (equalJson(mutation.after, wanted)) continue;
          add(placement.id, field, `Moves ${call(placement.id)}.`, `Moved ${call(placement.id)} elsewhere.`);
        }
        if (yours.removed.has(placement.id)) {
          add(placement.id, 'existence', `Moves ${call(placement.id)}.`, `Removed ${call(placement.id)}.`);
        }
      }
    }
    return found;
  });
}

function placeOf(placement: Placement): readonly [field: 'bounds' | 'label' | 'waypoints', place: unknown] {
  if ('bounds' in placement) return ['bounds', placement.bounds];
  return 'label' in placement ? ['label', placement.label] : ['waypoints', placement.waypoints];
}

interface Details extends Pick<Conflict, 'values'> {
  /** The element whose operations are in conflict; the one that they conflict about unless given. */
  readonly user?: string;
}
type Add = (elementId: string, field: string, ours: string, theirs: string, details?: Details) => void;
type Call = (id: string) => string;

function existence(mine: Effects, yours: Effects, call: Call, add: Add): void {
  for (const id of mine.added) {
    if (yours.added.has(id)) add(id, 'existence', `Adds an element ${id}.`, `Added ${call(id)} with the same id.`);
  }
  for (const id of yours.removed) {
    const user = mine.needs.get(id);
    if (mine.writes.has(id)) add(id, 'existence', `Changes ${call(id)}.`, `Removed ${call(id)}.`);
    if (user !== undefined)
      add(id, 'existence', `Uses ${call(id)} for ${call(user)}.`, `Removed ${call(id)}.`, { user });
  }
  for (const id of mine.removed) {
    const user = yours.needs.get(id);
    if (yours.writes.has(id)) add(id, 'existence', `Removes ${call(id)}.`, `Changed ${call(id)}.`);
    if (user !== undefined) add(id, 'existence', `Removes ${call(id)}.`, `Used ${call(id)} for ${call(user)}.`);
  }
}

function fields(mine: Effects, yours: Effects, call: Call, add: Add): void {
  for (const [id, written] of mine.writes) {
    for (const [field, value] of written) {
      const other = yours.writes.get(id)?.get(field);
      if (other === undefined || equalJson(value, other)) continue;
      const values = { ours: value, theirs: other };
      if (field === 'name') {
        const ours = `Renames ${call(id)} to ${JSON.stringify(value)}.`;
        add(id, field, ours, `Renamed it to ${JSON.stringify(other)}.`, { values });
        continue;
      }
      const said = (wanted: Json) => `${field} of ${call(id)} to ${JSON.stringify(wanted)}.`;
      add(id, field, `Sets ${said(value)}`, `Set ${said(other)}`, { values });
    }
  }
  for (const [key, id] of mine.keys) {
    const other = yours.keys.get(key);
    if (other === undefined || other === id) continue;
    add(id, 'key', `Gives the key "${key}" to ${call(id)}.`, `Gave the key "${key}" to ${call(other)}.`);
  }
}

/** Calls elements by what they are now, or were when a side added or removed them. */
function callerOf(ours: Change, theirs: readonly Change[], current: Graph): Call {
  const gone = new Map<string, string>();
  for (const mutation of [...theirs.flatMap((change) => change.semantic), ...ours.semantic]) {
    if ('node' in mutation) gone.set(mutation.node.id, labelOf(mutation.node));
    if ('edge' in mutation) gone.set(mutation.edge.id, labelOf(mutation.edge));
  }
  return (id) => {
    const element = current.nodes.get(id) ?? current.edges.get(id);
    return element === undefined ? (gone.get(id) ?? id) : labelOf(element);
  };
}
