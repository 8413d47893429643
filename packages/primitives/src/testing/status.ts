import type { Condition } from '@ameide/operator-kit';

/** A condition of an object's status. */
export function conditionOf(object: { readonly status?: unknown }, type: string): Condition | undefined {
  const status = object.status as { readonly conditions?: readonly Condition[] } | undefined;
  return status?.conditions?.find((each) => each.type === type);
}
