import type { StoredObject } from '../api/kube-object.ts';

/** The label that says which lane's operator an object belongs to, before anything that follows from where it is. */
export const LANE = 'ameide.io/lane';

/** Where operators of one kind run for several lanes in one cluster, each keeps to the objects of its own. */
export interface Lane {
  /** Of the operator: `dev`, `prod`. */
  readonly own: string;
  /** The lane that an object is of by where it is, such as its namespace; undefined if that says nothing. Pure. */
  readonly of?: (object: StoredObject) => string | undefined;
}

/**
 * Whose an object is. `nobodys` is to be claimed, by giving it the label, before anything else is done with it: two
 * operators would write its status against each other for ever.
 */
export function belonging(object: StoredObject, { own, of }: Lane): 'nobodys' | 'others' | 'ours' {
  const lane = object.metadata.labels?.[LANE] || of?.(object);
  if (lane === undefined) return 'nobodys';
  return lane === own ? 'ours' : 'others';
}
