import { z } from 'zod';

const LAST_INSTANT = Date.UTC(9999, 11, 31);

/** A place in a list that is sorted by a time, the latest first: milliseconds since 1970, and the id as tie-breaker. */
export const timePlace = z.tuple([z.int().min(0).max(LAST_INSTANT), z.uuid()]);

export type TimePlace = z.infer<typeof timePlace>;

/** Before every entry. */
const FIRST: TimePlace = [LAST_INSTANT, 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

/** Parameters for `(time, id) < ($n::timestamptz, $m::uuid)`. */
export function placeValues([at, id]: TimePlace = FIRST): [string, string] {
  return [new Date(at).toISOString(), id];
}
