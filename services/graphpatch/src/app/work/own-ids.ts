import { fingerprint } from '@ameide/event-store';
import type { Notation } from '@ameide/graph-model';
import type { JsonValue } from '@bufbuild/protobuf';

/**
 * The notation, inventing ids that depend on the whole patch: two patches that were made on the same version never give the
 * same id to different things. The same patch gets the same ids in a dry run, a proposal and a commit, also of a part of it.
 *
 * @param operations the JSON of the contract
 */
export function withOwnIds(notation: Notation, operations: readonly JsonValue[]): Notation {
  const patch = fingerprint(operations);
  return { ...notation, createId: (kind, seed, graph) => notation.createId(kind, `${patch}/${seed}`, graph) };
}
