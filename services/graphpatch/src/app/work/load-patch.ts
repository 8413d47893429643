import type { Loaded, Payload } from '@ameide/event-store';
import type { PatchEvent } from '../../domain/patch/events.ts';
import type { PatchState } from '../../domain/patch/state.ts';
import type { WorkDeps } from './work-deps.ts';

/** A patch from everything that has happened to it. */
export function loadPatch(
  { aggregates: { patch: aggregate }, json }: WorkDeps,
  id: string,
  history: readonly Payload[],
): Loaded<PatchState, PatchEvent> {
  const events = history.flatMap((payload) => json.patchEvent(payload) ?? []);
  return { aggregate, id, state: events.reduce(aggregate.evolve, aggregate.initialState), version: history.length };
}
