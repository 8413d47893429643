import type { Box, Place } from './snapshot.ts';

/** Below, a point has only been rounded. */
const STILL_PX = 0.5;

const near = (a: number, b: number) => Math.abs(a - b) <= STILL_PX;

export function sameBox(a: Box | undefined, b: Box | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return near(a.x, b.x) && near(a.y, b.y) && near(a.width, b.width) && near(a.height, b.height);
}

export function sameWay(a: readonly Place[], b: readonly Place[]): boolean {
  return a.length === b.length && a.every((point, index) => near(point.x, b[index]!.x) && near(point.y, b[index]!.y));
}

/** A name grows around its middle, and downwards; it is resized by hand only while it stays the same. */
export function sameLabel(a: Box | undefined, b: Box, isSameName: boolean): boolean {
  if (a === undefined) return false;
  const isThere = Math.abs(a.x + a.width / 2 - b.x - b.width / 2) <= 1 && near(a.y, b.y);
  return isThere && (!isSameName || (near(a.width, b.width) && near(a.height, b.height)));
}
