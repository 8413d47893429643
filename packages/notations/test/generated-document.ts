import fc from 'fast-check';
import { documentWith, sequence, shape } from './drawn-document.ts';

/** What stands in one cell of a lane. */
const things = ['task', 'gateway', 'guarded', 'open', 'closed', 'nothing'] as const;
type Thing = (typeof things)[number];
type Lane = readonly Thing[] | { readonly lanes: readonly (readonly Thing[])[] };

export interface Choices {
  readonly isUpright: boolean;
  readonly hasPool: boolean;
  readonly lanes: readonly Lane[];
  readonly hasBank: boolean;
}

const cells = fc.array(fc.constantFrom(...things), { minLength: 1, maxLength: 3 });
const nested = fc.record({ lanes: fc.array(cells, { minLength: 1, maxLength: 2 }) });

/** Pools that lie flat or stand upright, lanes in lanes, sub-processes that are open or closed, events on borders. */
export const choices: fc.Arbitrary<Choices> = fc.record({
  isUpright: fc.boolean(),
  hasPool: fc.boolean(),
  lanes: fc.array(fc.oneof({ weight: 3, arbitrary: cells }, { weight: 1, arbitrary: nested }), {
    minLength: 1,
    maxLength: 3,
  }),
  hasBank: fc.boolean(),
});

const CELL = { along: 260, across: 180 };
const STRIP = 30;
const LENGTH = 3 * CELL.along + 2 * STRIP;

/** A valid document in which nothing overlaps; a pool without lanes is one row of what the lanes have. */
export function generated({ isUpright, hasPool, lanes, hasBank }: Choices): string {
  const drawn: string[] = [];
  const planes: (readonly [string, string])[] = [];
  const flows: string[] = [];
  let content = '';
  let count = 0;
  const boxes = new Map<string, { x: number; y: number; width: number; height: number }>();
  const at = (id: string, along: number, across: number, width: number, height: number, attributes = '') => {
    const [x, y] = isUpright ? [across, along] : [along, across];
    boxes.set(id, { x, y, width, height });
    drawn.push(shape(id, x, y, width, height, attributes));
  };
  const band = (id: string, along: number, across: number, length: number, thickness: number) => {
    const [width, height] = isUpright ? [thickness, length] : [length, thickness];
    at(id, along, across, width, height, ` isHorizontal="${!isUpright}"`);
  };

  /** Adds what a cell has, and answers the ids of its flow nodes, the first being the one that flows connect. */
  const put = (thing: Thing, along: number, across: number): string[] => {
    count += 1;
    const id = `N${count}`;
    if (thing === 'nothing') return [];
    if (thing === 'gateway') {
      content += `<exclusiveGateway id="${id}" />`;
      at(id, along + 30, across + 50, 50, 50);
      return [id];
    }
    if (thing === 'open') {
      content += `<subProcess id="${id}"><task id="${id}a" /></subProcess>`;
      at(id, along + 20, across + 20, 160, 140, ' isExpanded="true"');
      at(`${id}a`, along + 50, across + 50, 100, 80);
      return [id];
    }
    at(id, along + 30, across + 40, 100, 80, thing === 'closed' ? ' isExpanded="false"' : '');
    if (thing === 'closed') {
      content += `<subProcess id="${id}"><task id="${id}a" /><task id="${id}b" />${sequence(`${id}f`, `${id}a`, `${id}b`)}</subProcess>`;
      planes.push([id, shape(`${id}a`, 160, 100) + shape(`${id}b`, 310, 100) + edge(`${id}f`, 260, 140, 310, 140)]);
      return [id];
    }
    content += `<task id="${id}" />`;
    if (thing !== 'guarded') return [id];
    content += `<boundaryEvent id="${id}e" attachedToRef="${id}"><signalEventDefinition /></boundaryEvent>`;
    drawn.push(
      isUpright ? shape(`${id}e`, across + 122, along + 62, 36, 36) : shape(`${id}e`, along + 62, across + 102, 36, 36),
    );
    return [id, `${id}e`];
  };

  const connect = (first: string, second: string) => {
    const [a, b] = [boxes.get(first)!, boxes.get(second)!];
    flows.push(sequence(`${first}_${second}`, first, second));
    drawn.push(
      isUpright
        ? edge(`${first}_${second}`, a.x + a.width / 2, a.y + a.height, b.x + b.width / 2, b.y)
        : edge(`${first}_${second}`, a.x + a.width, a.y + a.height / 2, b.x, b.y + b.height / 2),
    );
  };

  const row = (own: readonly Thing[], from: number, across: number): string[] => {
    const all = own.map((thing, cell) => put(thing, from + cell * CELL.along, across));
    const [first, second] = all.flatMap(([id]) => (id === undefined ? [] : [id]));
    if (first !== undefined && second !== undefined) connect(first, second);
    return all.flat();
  };

  let across = 100;
  let laneSet = '';
  for (const [number, lane] of lanes.entries()) {
    const inner = 'lanes' in lane ? lane.lanes : [lane];
    const id = `L${number}`;
    const refs = (ids: readonly string[]) => ids.map((ref) => `<flowNodeRef>${ref}</flowNodeRef>`).join('');
    if (hasPool) band(id, 100 + STRIP, across, LENGTH - STRIP, inner.length * CELL.across);
    let children = '';
    let own: string[] = [];
    for (const [at, things] of inner.entries()) {
      const ids = row(things, 100 + 2 * STRIP, across);
      if ('lanes' in lane) {
        if (hasPool) band(`${id}_${at}`, 100 + 2 * STRIP, across, LENGTH - 2 * STRIP, CELL.across);
        children += `<lane id="${id}_${at}">${refs(ids)}</lane>`;
      } else own = ids;
      across += CELL.across;
    }
    laneSet += `<lane id="${id}">${refs(own)}${children === '' ? '' : `<childLaneSet>${children}</childLaneSet>`}</lane>`;
  }
  if (!hasPool)
    return documentWith(`<process id="P">${content}${flows.join('')}</process>`, ['P', drawn.join('')], ...planes);
  band('Pool', 100, 100, LENGTH, across - 100);
  if (hasBank) band('Bank', 100, across + 50, LENGTH, 60);
  const bank = hasBank ? '<participant id="Bank" /><messageFlow id="M" sourceRef="Bank" targetRef="Pool" />' : '';
  if (hasBank)
    drawn.push(isUpright ? edge('M', across + 50, 500, across, 500) : edge('M', 500, across + 50, 500, across));
  return documentWith(
    `<collaboration id="C"><participant id="Pool" processRef="P" />${bank}</collaboration><process id="P"><laneSet>${laneSet}</laneSet>${content}${flows.join('')}</process>`,
    ['C', drawn.join('')],
    ...planes,
  );
}

const edge = (id: string, x: number, y: number, toX: number, toY: number) =>
  `<bpmndi:BPMNEdge id="${id}_di" bpmnElement="${id}"><di:waypoint x="${x}" y="${y}" /><di:waypoint x="${toX}" y="${toY}" /></bpmndi:BPMNEdge>`;
