import type { Canvas, ElementRegistry, Viewer } from './bpmn-js.ts';
import './marker-layer.css';
import { onceAFrame } from './once-a-frame.ts';

const SVG = 'http://www.w3.org/2000/svg';
const LAYER = 'marks';
/** Above the model, below ghosts. */
const LAYER_INDEX = 90;
const RADIUS = 8;
const SIGNS = { error: '×', warning: '!', info: 'i' } as const;
/** With more, only those in view are drawn. */
const MANY = 200;

/** A sign at an element that something is to be said about. */
export interface Mark {
  readonly elementId: string;
  readonly tone: keyof typeof SIGNS;
}

interface Drawn {
  readonly x: number;
  readonly y: number;
  readonly width?: number;
  readonly waypoints?: readonly { readonly x: number; readonly y: number }[];
}

/** Draws marks over what the canvas shows, and again when it shows something else; the model is not touched. */
export function createMarkerLayer(viewer: Viewer): { mark(marks: readonly Mark[]): void } {
  const canvas = viewer.get<Canvas>('canvas');
  const registry = viewer.get<ElementRegistry>('elementRegistry');
  let marks: readonly Mark[] = [];
  const askToDraw = onceAFrame(viewer, draw);

  function draw(): void {
    const root = canvas.getRootElement();
    const layer = canvas.getLayer(LAYER, LAYER_INDEX);
    // To ask for it makes the browser lay the page out.
    const view = marks.length > MANY ? canvas.viewbox() : undefined;
    const isInView = ({ x, y }: Drawn) =>
      view === undefined ||
      (x > view.x - RADIUS &&
        y > view.y - RADIUS &&
        x < view.x + view.width + RADIUS &&
        y < view.y + view.height + RADIUS);
    const signs = marks.flatMap(({ elementId, tone }) => {
      const element = registry.get(elementId);
      if (element === undefined || element === root || canvas.findRoot(element) !== root) return [];
      const place = cornerOf(element as unknown as Drawn);
      return isInView(place) ? [sign(tone, place)] : [];
    });
    layer.replaceChildren(...signs);
  }

  function ask(): void {
    if (marks.length > 0) askToDraw();
  }

  // Listeners of bpmn-js must not return values: those would change what it does.
  viewer.on(['import.done', 'root.set', 'elements.changed'], () => {
    ask();
  });
  viewer.on('canvas.viewbox.changed', () => {
    if (marks.length > MANY) ask();
  });
  return {
    mark(next) {
      const hadSome = marks.length > 0;
      marks = next;
      if (hadSome && next.length === 0) canvas.getLayer(LAYER, LAYER_INDEX).replaceChildren();
      ask();
    },
  };
}

/** The upper left of a shape, the middle of a line. */
function cornerOf({ x, y, waypoints }: Drawn): { readonly x: number; readonly y: number } {
  if (waypoints === undefined) return { x, y };
  const middle = Math.floor((waypoints.length - 1) / 2);
  const [from, to] = [waypoints[middle]!, waypoints[middle + 1] ?? waypoints[middle]!];
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
}

function sign(tone: Mark['tone'], { x, y }: { readonly x: number; readonly y: number }): SVGElement {
  const group = document.createElementNS(SVG, 'g');
  group.setAttribute('class', `finding-mark ${tone}`);
  group.setAttribute('transform', `translate(${x} ${y})`);
  const circle = document.createElementNS(SVG, 'circle');
  circle.setAttribute('r', String(RADIUS));
  const text = document.createElementNS(SVG, 'text');
  text.setAttribute('y', '4');
  text.textContent = SIGNS[tone];
  group.append(circle, text);
  return group;
}
