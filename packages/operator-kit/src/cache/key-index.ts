import type { ObjectKey } from '../api/kube-object.ts';

/** Which keys are found under a term. */
export interface KeyIndex {
  add(term: string, key: ObjectKey): void;
  delete(term: string, key: ObjectKey): void;
  keys(term: string): readonly ObjectKey[];
}

/** Most terms have one key, so that one stands for itself: a set for it would be as large as the object that it is of. */
export function createKeyIndex(): KeyIndex {
  const found = new Map<string, ObjectKey | Set<ObjectKey>>();
  return {
    add(term, key) {
      const before = found.get(term);
      if (before === undefined) found.set(term, key);
      else if (before instanceof Set) before.add(key);
      else if (before !== key) found.set(term, new Set([before, key]));
    },
    delete(term, key) {
      const before = found.get(term);
      if (before instanceof Set) {
        before.delete(key);
        if (before.size === 0) found.delete(term);
      } else if (before === key) found.delete(term);
    },
    keys(term) {
      const all = found.get(term);
      if (all === undefined) return [];
      return all instanceof Set ? [...all] : [all];
    },
  };
}
