import type { TimePlace } from '../app/ports.ts';

/** Before every entry. */
const FIRST: TimePlace = [Date.UTC(9999, 11, 31), 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

/** Parameters for `(time, id) < ($n::timestamptz, $m::uuid)`. */
export function placeValues([at, id]: TimePlace = FIRST): [string, string] {
  return [new Date(at).toISOString(), id];
}
