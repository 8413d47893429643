interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Facts {
  readonly kind: string;
  readonly name: string;
  readonly parent?: string;
  readonly source?: string;
  readonly target?: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly bounds?: Box;
  readonly label?: Box;
  readonly waypoints?: readonly { readonly x: number; readonly y: number }[];
}

type Picture = ReadonlyMap<string, Facts>;

/** How far a place may be off: it is rounded when a document is read. */
const STILL_PX = 0.51;
/** Names are measured and rounded once more. */
const LABEL_PX = 1.5;

/**
 * What a canvas shows otherwise than a new one shows of the server's document, one sentence each.
 *
 * @param isSettled the server's answer is there: until then bpmn-js has names where it thinks
 * @param before a new canvas with the document before the gesture: bpmn-js draws some things otherwise which nobody has touched
 */
export function differences(shown: string, fresh: string, before: string, isSettled = true): string[] {
  const [mine, theirs, former] = [pictureOf(shown), pictureOf(fresh), pictureOf(before)];
  const found: string[] = [];
  for (const id of new Set([...mine.keys(), ...theirs.keys()])) {
    const [a, b] = [mine.get(id), theirs.get(id)];
    if (a === undefined || b === undefined) {
      found.push(`${id} ${(a ?? b)!.kind} is ${a === undefined ? 'only in the document' : 'not in the document'}`);
      continue;
    }
    for (const field of ['kind', 'name', 'parent', 'source', 'target'] as const)
      if (a[field] !== b[field]) found.push(`${id} ${field}: drawn ${a[field]}, kept ${b[field]}`);
    for (const name of new Set([...Object.keys(a.properties), ...Object.keys(b.properties)])) {
      const [drawn, kept, was] = [a, b, former.get(id)].map((facts) => JSON.stringify(facts?.properties[name]));
      // Lanes of what nobody has moved are not put right behind anybody's back; steps belong to the innermost ones.
      const isRight = name === 'lane' && (kept === was || isIn(theirs, b.properties.lane, a.properties.lane));
      if (drawn !== kept && !isRight) found.push(`${id} ${name}: drawn ${drawn}, kept ${kept}`);
    }
    if (!sameBox(a.bounds, b.bounds, STILL_PX))
      found.push(`${id} bounds: drawn ${told(a.bounds)}, kept ${told(b.bounds)}`);
    if (isSettled && !sameLabel(a.label, b.label))
      found.push(`${id} label: drawn ${told(a.label)}, kept ${told(b.label)}`);
    if (!sameWay(a, b)) found.push(`${id} waypoints: drawn ${told(a.waypoints)}, kept ${told(b.waypoints)}`);
  }
  return found;
}

function pictureOf(text: string): Picture {
  const { shapes, lines } = JSON.parse(text) as { shapes: [string, Facts][]; lines: [string, Facts][] };
  return new Map([...shapes, ...lines]);
}

function isIn(picture: Picture, lane: unknown, outer: unknown): boolean {
  const { kind, parent } = picture.get(String(lane)) ?? {};
  return kind === 'bpmn::lane' && (parent === outer || isIn(picture, parent, outer));
}

const told = (place: unknown) => JSON.stringify(place);

function sameBox(a: Box | undefined, b: Box | undefined, off: number): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (['x', 'y', 'width', 'height'] as const).every((side) => Math.abs(a[side] - b[side]) <= off);
}

/** bpmn-js leaves room above a new name until it draws it again. */
const PADDING_PX = 8;

function sameLabel(a: Box | undefined, b: Box | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const isThere = Math.abs(a.x + a.width / 2 - b.x - b.width / 2) <= LABEL_PX;
  return isThere && Math.abs(a.y - b.y) <= PADDING_PX;
}

function sameWay({ waypoints: a = [] }: Facts, { waypoints: b = [] }: Facts): boolean {
  const isNear = (at: number) => Math.abs(a[at]!.x - b[at]!.x) <= STILL_PX && Math.abs(a[at]!.y - b[at]!.y) <= STILL_PX;
  return a.length === b.length && a.every((_, at) => isNear(at));
}
