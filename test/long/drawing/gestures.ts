import type { Random } from '../random.ts';
import { type Hand, handleOf, type Point } from './hand.ts';
import type { Spot } from './page.ts';

/** One thing that a person may do; false where the canvas has nothing for it. */
type Do = (hand: Hand, spots: readonly Spot[], random: Random) => Promise<boolean>;

const isStep = ({ type, isLabel }: Spot) => !isLabel && /(Task|Event|Gateway|Activity|SubProcess)$/.test(type);
const isBox = ({ isLine, isLabel }: Spot) => !isLine && !isLabel;
const isRoomy = ({ type, isOpen }: Spot) =>
  /:(Participant|Lane)$/.test(type) || (/(SubProcess|Transaction)$/.test(type) && isOpen);

function pick(spots: readonly Spot[], random: Random, fits: (spot: Spot) => boolean): Spot | undefined {
  return random.one(spots.filter((spot) => fits(spot) && isInView(handleOf(spot))));
}

const VIEW = { left: 70, top: 20, right: 1480, bottom: 880 };
const isInView = ({ x, y }: Point) => x > VIEW.left && x < VIEW.right && y > VIEW.top && y < VIEW.bottom;

const somewhere = (random: Random): Point => ({
  x: VIEW.left + 20 + random.below(VIEW.right - VIEW.left - 40),
  y: VIEW.top + 20 + random.below(VIEW.bottom - VIEW.top - 40),
});

/** Inside of something, more often than not. */
function target(spots: readonly Spot[], random: Random): Point {
  const room = pick(spots, random, isRoomy);
  if (room === undefined || random.once(3)) return somewhere(random);
  return {
    x: room.x + 40 + random.below(Math.max(1, room.width - 60)),
    y: room.y + 10 + random.below(Math.max(1, room.height - 20)),
  };
}

const away = ({ x, y }: Point, random: Random, most = 160): Point => ({
  x: x + random.below(2 * most) - most,
  y: y + random.below(2 * most) - most,
});

async function withOne(hand: Hand, spot: Spot | undefined, then: (spot: Spot) => Promise<unknown>): Promise<boolean> {
  if (spot === undefined) return false;
  await hand.select(spot);
  return (await then(spot)) !== undefined;
}

const tools = [
  'create.start-event',
  'create.intermediate-event',
  'create.end-event',
  'create.exclusive-gateway',
  'create.task',
  'create.data-object',
  'create.data-store',
  'create.subprocess-expanded',
  'create.participant-expanded',
  'create.group',
];

/** The kinds of gestures, as they are counted. */
const kinds = {
  async create(hand, spots, random) {
    if (!(await hand.tool(random.one(tools)!))) return false;
    await hand.click(target(spots, random));
    if (random.once(2)) await hand.keys('Escape');
    return true;
  },
  async move(hand, spots, random) {
    const spot = pick(spots, random, isBox);
    if (spot === undefined) return false;
    await hand.drag(handleOf(spot), random.once(2) ? away(handleOf(spot), random) : target(spots, random));
    return true;
  },
  async move_many(hand, spots, random) {
    const some = [1, 2, 3].flatMap(() => pick(spots, random, isStep) ?? []);
    if (some.length < 2) return false;
    await hand.select(...new Set(some));
    const from = handleOf(some[0]!);
    await hand.drag(from, away(from, random));
    return true;
  },
  append: (hand, spots, random) =>
    withOne(hand, pick(spots, random, isStep), () => hand.pad(/^append\./, (actions) => random.one(actions))),
  connect: (hand, spots, random) =>
    withOne(hand, pick(spots, random, isBox), async () => {
      const other = pick(spots, random, (spot) => !spot.isLabel);
      if (other === undefined) return undefined;
      const action = await hand.pad(/^connect$/, (actions) => actions[0]);
      if (action !== undefined) await hand.click(handleOf(other));
      return action;
    }),
  remove: (hand, spots, random) =>
    withOne(
      hand,
      pick(spots, random, ({ type }) => !/Participant/.test(type) || random.once(3)),
      () => hand.keys('Delete').then(() => ''),
    ),
  async rename(hand, spots, random) {
    const spot = pick(spots, random, (one) => isBox(one) && !/:(Participant|Lane)$/.test(one.type));
    if (spot === undefined) return false;
    await hand.select(spot);
    await hand.keys('e');
    await hand.type(random.once(6) ? ' ' : `Name ${random.below(1000)}`).catch(() => hand.keys('Escape'));
    return true;
  },
  resize: (hand, spots, random) =>
    withOne(
      hand,
      pick(spots, random, (one) => isRoomy(one) || /(Task|Annotation|Group)$/.test(one.type)),
      async (spot) => {
        const corner = { x: spot.x + spot.width + 4, y: spot.y + spot.height + 4 };
        if (!isInView(corner)) return undefined;
        await hand.drag(corner, away(corner, random, 80));
        return '';
      },
    ),
  replace: (hand, spots, random) =>
    withOne(
      hand,
      pick(spots, random, (spot) => !spot.isLabel),
      async () => {
        const action = await hand.pad(/^replace$/, (actions) => actions[0]);
        return action && (await hand.entry((entries) => random.one(entries)));
      },
    ),
  lanes: (hand, spots, random) =>
    withOne(
      hand,
      pick(spots, random, ({ type }) => /:(Participant|Lane)$/.test(type)),
      () => hand.pad(/^lane-/, (actions) => random.one(actions)),
    ),
  async bend(hand, spots, random) {
    const spot = pick(spots, random, ({ isLine, isLabel }) => isLine && !isLabel);
    if (spot === undefined) return false;
    await hand.select(spot);
    await hand.drag(handleOf(spot), away(handleOf(spot), random, 80));
    return true;
  },
  async reconnect(hand, spots, random) {
    const [spot, other] = [
      pick(spots, random, ({ isLine, isLabel }) => isLine && !isLabel),
      pick(spots, random, isStep),
    ];
    if (spot === undefined || other === undefined) return false;
    await hand.select(spot);
    await hand.drag(random.once(2) ? spot.points[0]! : spot.points.at(-1)!, handleOf(other));
    return true;
  },
  async move_label(hand, spots, random) {
    const spot = pick(spots, random, ({ isLabel }) => isLabel);
    if (spot === undefined) return false;
    await hand.drag(handleOf(spot), away(handleOf(spot), random, 60));
    return true;
  },
  nudge: (hand, spots, random) =>
    withOne(hand, pick(spots, random, isStep), () => {
      const key = random.one(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'])!;
      return hand.keys(key, key, `Shift+${key}`).then(() => '');
    }),
  async space(hand, _spots, random) {
    await hand.tool('space-tool');
    const from = somewhere(random);
    await hand.drag(
      from,
      random.once(2)
        ? { x: from.x + 20 + random.below(80), y: from.y }
        : { x: from.x, y: from.y + 20 + random.below(80) },
    );
    return true;
  },
  async align(hand, spots, random) {
    const some = [1, 2, 3].flatMap(() => pick(spots, random, isStep) ?? []);
    if (new Set(some).size < 3) return false;
    await hand.select(...new Set(some));
    if ((await hand.pad(/^align-elements$/, (actions) => actions[0])) === undefined) return false;
    return (await hand.entry((entries) => random.one(entries))) !== undefined;
  },
  async copy(hand, spots, random) {
    const spot = pick(spots, random, (one) => isStep(one) || one.type === 'bpmn:TextAnnotation');
    if (spot === undefined) return false;
    await hand.select(spot);
    await hand.keys('Control+c', 'Control+v');
    await hand.click(target(spots, random));
    return true;
  },
} satisfies Record<string, Do>;

export type GestureKind = keyof typeof kinds;
export const gestureKinds = Object.keys(kinds) as readonly GestureKind[];

/** Does it, once. @returns whether the canvas had something for it */
export function perform(kind: GestureKind, hand: Hand, spots: readonly Spot[], random: Random): Promise<boolean> {
  const does: Do = kinds[kind];
  return does(hand, spots, random);
}
