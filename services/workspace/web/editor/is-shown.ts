import type { Element } from '../data/elements.ts';
import { hasColours } from './colours.ts';
import { type Box, type Drawn, typeOf } from './drawn.ts';
import { rounded } from './label-places.ts';
import { containerOf, nameOf } from './model-edits.ts';
import { differingProperties } from './visible-properties.ts';

/** Whether the canvas agrees with what the server says of an element now; labels apart. @param one as it is drawn */
export function isShown(one: Drawn | undefined, before: Element | undefined, now: Element | undefined): boolean {
  if (one === undefined) return now === undefined || (!now.bounds && !now.waypoints);
  if (now === undefined) return false;
  const { businessObject, di } = one;
  // A plane shows nothing of what it is of.
  if (di.$instanceOf('bpmndi:BPMNPlane')) return true;
  if (businessObject.$type !== typeOf(now.kind)) return false;
  if (nameOf(businessObject) !== now.name && before?.name !== now.name) return false;
  if (differingProperties(businessObject, now.properties).length > 0) return false;
  if (!hasColours(di, now.properties)) return false;
  if (one.waypoints) {
    const { waypoints = [] } = now;
    if (one.source?.id !== now.source || one.target?.id !== now.target) return false;
    return sameWay(one.waypoints, waypoints);
  }
  if (before?.parent !== now.parent && containerOf(businessObject) !== now.parent) return false;
  return now.bounds === undefined ? one.parent === null : sameBox(one, rounded(now.bounds));
}

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Less cannot be seen. */
const STILL = 1e-3;
const near = (a: number, b: number) => Math.abs(a - b) <= STILL;

export const sameBox = (a: Drawn, b: Box) =>
  near(a.x, b.x) && near(a.y, b.y) && near(a.width, b.width) && near(a.height, b.height);

const sameWay = (a: readonly Spot[], b: readonly Spot[]) =>
  a.length === b.length && a.every(({ x, y }, at) => near(x, b[at]!.x) && near(y, b[at]!.y));
