import { createStore } from '../../data/store.ts';

/** Elements that stand out in the list and on the canvas, because the mouse is over one of the two. */
export const litElements = createStore<ReadonlySet<string>>(new Set());

/** Operations that the person has taken out, by patch; nothing is taken out at first. */
export const leftOut = createStore<ReadonlyMap<string, ReadonlySet<string>>>(new Map());

/** The proposal whose ghosts the person has asked for. */
export const chosenPatch = createStore<string | undefined>(undefined);

/** The proposal that the person is about to reject: the dialog stays when the answer around it is stored and drawn anew. */
export const rejectedPatch = createStore<string | undefined>(undefined);

/** By patch and line: the operations that went with the line when the person took it out. */
type Along = ReadonlyMap<string, readonly string[]>;
const alongWith = new Map<string, Along>();

const NOTHING: ReadonlySet<string> = new Set();

export const light = (elementIds: readonly string[]) =>
  litElements.set((now) => {
    const next = new Set(elementIds);
    return next.size === now.size && [...next].every((id) => now.has(id)) ? now : next;
  });

export function leftOutOf(all: ReadonlyMap<string, ReadonlySet<string>>, patchId: string): ReadonlySet<string> {
  return all.get(patchId) ?? NOTHING;
}

export const alongWithOf = (patchId: string): Along => alongWith.get(patchId) ?? new Map();

export function leaveOut(patchId: string, operationIds: ReadonlySet<string>, along: Along): void {
  alongWith.set(patchId, along);
  leftOut.set((all) => new Map(all).set(patchId, operationIds));
}
