import type { Canvas, ElementRegistry, TextRenderer } from './bpmn-js.ts';
import type { Ghost } from './ghosts.ts';

const SVG = 'http://www.w3.org/2000/svg';
const LAYER = 'ghosts';
/** Above the model. */
const LAYER_INDEX = 100;
const RING_GAP = 6;
const SIGNS = { add: '+', change: '~', remove: '−' } as const;
const FADED = 'would-change';

interface Services {
  readonly canvas: Canvas;
  readonly registry: ElementRegistry;
  readonly text: TextRenderer;
}

/** Draws ghosts over the model; the model itself is not touched. */
export interface GhostLayer {
  draw(ghosts: readonly Ghost[]): void;
  /** Makes the ghosts of some elements stand out. */
  light(elementIds: ReadonlySet<string>): void;
}

export function createGhostLayer(services: Services, onHover: (elementId: string | undefined) => void): GhostLayer {
  const { canvas, registry } = services;
  let faded: string[] = [];
  let drawn = new Map<string, SVGElement>();

  return {
    draw(ghosts) {
      const layer = canvas.getLayer(LAYER, LAYER_INDEX);
      layer.replaceChildren(arrowHeads());
      for (const id of faded) if (registry.get(id)) canvas.removeMarker(id, FADED);
      faded = [];
      drawn = new Map();
      for (const ghost of ghosts) {
        const there = registry.get(ghost.elementId) as Box | undefined;
        const route = ghost.route ?? (ghost.bounds ? undefined : there?.waypoints);
        const group = route ? line(ghost, route) : shape(ghost, services);
        if (group === undefined) continue;
        group.dataset.element = ghost.elementId;
        if (ghost.by !== undefined) group.append(authorOf(ghost.by));
        group.classList.toggle('by-other', ghost.by !== undefined);
        group.addEventListener('mouseenter', () => onHover(ghost.elementId));
        group.addEventListener('mouseleave', () => onHover(undefined));
        layer.append(group);
        drawn.set(ghost.elementId, group);
        const movesAway = !ghost.isPast && (ghost.tone === 'remove' || ghost.route || ghost.bounds);
        if (ghost.tone !== 'add' && movesAway && there) {
          canvas.addMarker(ghost.elementId, FADED);
          faded.push(ghost.elementId);
        }
      }
    },
    light(elementIds) {
      for (const [id, group] of drawn) group.classList.toggle('lit', elementIds.has(id));
    },
  };
}

function line({ tone, route: planned, isPast }: Ghost, route: readonly Spot[]): SVGElement {
  const group = element('g', { class: `ghost ${tone} ghost-line` });
  const d = `M${route.map(({ x, y }) => `${x} ${y}`).join('L')}`;
  group.append(
    element('path', { d, class: 'ghost-reach' }),
    element('path', { d, class: 'ghost-route', 'marker-end': `url(#ghost-arrow-${tone})` }),
  );
  // A new way is told by its arrow; what stands where it is or was needs a sign.
  if (planned === undefined || isPast) group.append(sign(SIGNS[tone], { ...middleOf(route), width: 0, height: 0 }));
  return group;
}

function shape(ghost: Ghost, { registry, text }: Services): SVGElement | undefined {
  const { tone, name, kind } = ghost;
  const there = registry.get(ghost.elementId) as (Box & DrawnElement) | undefined;
  const isRing = ghost.bounds === undefined;
  const box = isRing ? ringAround(there) : ghost.bounds!;
  if (box === undefined) return undefined;
  // What is drawn inside of a container shall be seen through it.
  const isFrame = /participant|lane|subprocess/i.test(kind.replaceAll('_', '') || (there?.type ?? ''));
  const group = element('g', { class: `ghost ${tone} ${isRing ? 'ghost-ring' : ''} ${isFrame ? 'ghost-frame' : ''}` });
  group.append(outline(kind, box, isRing));
  const isOutside = /event|gateway|data/.test(kind);
  if (name !== '' && (tone !== 'remove' || ghost.isPast)) {
    const label =
      isOutside || isRing ? { x: box.x - 40, y: box.y + box.height + 4, width: box.width + 80, height: 30 } : box;
    const written = text.createText(name, {
      box: { width: label.width, height: label.height },
      align: isOutside || isRing ? 'center-top' : 'center-middle',
      padding: isOutside || isRing ? 0 : 5,
      style: { fill: `var(--${tone})` },
    });
    written.setAttribute('transform', `translate(${label.x} ${label.y})`);
    group.append(written);
  }
  group.append(sign(ghost.by?.charAt(0) ?? SIGNS[tone], box));
  return group;
}

interface DrawnElement {
  /** Such as `bpmn:UserTask`. */
  readonly type?: string;
}

interface Spot {
  readonly x: number;
  readonly y: number;
}

interface Box extends Spot {
  readonly width: number;
  readonly height: number;
  readonly waypoints?: readonly Spot[];
}

/** The middle of the longest part of a line. */
function middleOf(route: readonly Spot[]): Spot {
  const parts = route.slice(1).map((to, at) => ({ from: route[at]!, to }));
  const length = ({ from, to }: (typeof parts)[number]) => Math.hypot(to.x - from.x, to.y - from.y);
  const { from, to } = parts.reduce((longest, part) => (length(part) > length(longest) ? part : longest));
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
}

function ringAround(there: Box | undefined): Box | undefined {
  if (there === undefined) return undefined;
  const { x, y, width, height } = there.waypoints ? boxOf(there.waypoints) : there;
  return { x: x - RING_GAP, y: y - RING_GAP, width: width + 2 * RING_GAP, height: height + 2 * RING_GAP };
}

export function boxOf(points: readonly Spot[]): Box {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function outline(kind: string, { x, y, width, height }: Box, isRing: boolean): SVGElement {
  const attributes = { class: 'ghost-shape' };
  if (!isRing && kind.includes('event')) {
    return element('circle', { ...attributes, cx: x + width / 2, cy: y + height / 2, r: width / 2 });
  }
  if (!isRing && kind.includes('gateway')) {
    const [cx, cy] = [x + width / 2, y + height / 2];
    return element('path', { ...attributes, d: `M${cx} ${y}L${x + width} ${cy}L${cx} ${y + height}L${x} ${cy}Z` });
  }
  const rx = /pool|participant|lane/.test(kind) ? 0 : 10;
  return element('rect', { ...attributes, x, y, width, height, rx });
}

/** What the mouse is told about somebody else's draft. */
function authorOf(name: string): SVGElement {
  const title = element('title', {});
  title.textContent = name;
  return title;
}

/** A sign beside the colour, for those who do not see it. */
function sign(letter: string, { x, y, width }: Box): SVGElement {
  const group = element('g', { class: 'ghost-sign', transform: `translate(${x + width} ${y})` });
  const written = element('text', { y: 4.5 });
  written.textContent = letter;
  group.append(element('circle', { r: 9 }), written);
  return group;
}

function arrowHeads(): SVGElement {
  const defs = element('defs', {});
  for (const tone of ['add', 'change', 'remove']) {
    const marker = element('marker', {
      id: `ghost-arrow-${tone}`,
      viewBox: '0 0 10 10',
      refX: 9,
      refY: 5,
      markerWidth: 7,
      markerHeight: 7,
      orient: 'auto',
      class: `ghost-arrow ${tone}`,
    });
    marker.append(element('path', { d: 'M0 0L10 5L0 10Z' }));
    defs.append(marker);
  }
  return defs;
}

function element(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const created = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, String(value));
  return created;
}
