import { fingerprint } from '@ameide/event-store';
import type { Notation, Operation } from '@ameide/graph-model';
import { operationsToJson } from '../adapters/operation-codec.ts';

/**
 * The notation, inventing ids that depend on the whole patch: two patches that were made on the same version never give the
 * same id to different things. The same patch gets the same ids in a dry run, a proposal and a commit, also of a part of it.
 */
export function withOwnIds(notation: Notation, operations: readonly Operation[]): Notation {
  const patch = fingerprint(operationsToJson(operations));
  return { ...notation, createId: (kind, seed, graph) => notation.createId(kind, `${patch}/${seed}`, graph) };
}
