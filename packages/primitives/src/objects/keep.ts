import type { Kind, ObjectRef, Observed } from '@ameide/operator-kit';

/** References to everything of these kinds that there is: what a plan keeps when it changes nothing. */
export function everythingOf(kinds: readonly Kind[], observed: Observed): readonly ObjectRef[] {
  return kinds.flatMap((kind) =>
    observed.owned(kind).map(({ metadata: { name, namespace } }) => ({ ...kind, name, namespace })),
  );
}
