import { streamName } from '@ameide/event-store';
import { evolve } from '../domain/patch/evolve.ts';
import { initialState, type PatchState } from '../domain/patch/state.ts';
import type { GraphpatchDeps } from './deps.ts';

export interface LoadedPatch {
  readonly stream: string;
  readonly state: PatchState;
  /** Events in its stream. */
  readonly version: number;
}

export async function loadPatch(
  { store, json }: Pick<GraphpatchDeps, 'json' | 'store'>,
  tenantId: string,
  patchId: string,
): Promise<LoadedPatch> {
  const stream = streamName('patch', tenantId, patchId);
  const events = await store.readStream(tenantId, stream);
  const state = events.map(json.readPatchEvent).reduce(evolve, initialState);
  return { stream, state, version: events.length };
}
