import type { Canvas, ElementRegistry, Viewer } from './bpmn-js.ts';
import './people-layer.css';
import { onceAFrame } from './once-a-frame.ts';

const SVG = 'http://www.w3.org/2000/svg';
const LAYER = 'people';
/** Above the model, below marks and ghosts. */
const LAYER_INDEX = 80;
const GAP = 5;
/** Of a name, whatever the scale. */
const TAG_PX = 11;

/** Somebody else who looks at the model. */
export interface PersonOnCanvas {
  readonly name: string;
  /** Number of their colour. */
  readonly colour: number;
  /** What they have selected. */
  readonly elementIds: readonly string[];
}

interface Spot {
  readonly x: number;
  readonly y: number;
}

type Drawn = Spot & { readonly width: number; readonly height: number; readonly waypoints?: readonly Spot[] };

/** Outlines what others have selected, with their names; the model is not touched. */
export function createPeopleLayer(viewer: Viewer): {
  showPeople(people: readonly PersonOnCanvas[]): void;
} {
  const canvas = viewer.get<Canvas>('canvas');
  const registry = viewer.get<ElementRegistry>('elementRegistry');
  let people: readonly PersonOnCanvas[] = [];
  const ask = onceAFrame(viewer, draw);

  function draw(): void {
    const root = canvas.getRootElement();
    const scale = canvas.zoom();
    const outlines = people.flatMap((person) =>
      person.elementIds.flatMap((id) => {
        const element = registry.get(id);
        if (element === undefined || element === root || canvas.findRoot(element) !== root) return [];
        return [outline(person, element as unknown as Drawn, scale)];
      }),
    );
    canvas.getLayer(LAYER, LAYER_INDEX).replaceChildren(...outlines);
  }

  // Listeners of bpmn-js must not return values: those would change what it does.
  viewer.on(['import.done', 'root.set', 'elements.changed', 'canvas.viewbox.changed'], () => {
    if (people.length > 0) ask();
  });
  return {
    showPeople(next) {
      if (people.length + next.length === 0) return;
      people = next;
      ask();
    },
  };
}

/** A name can be read however small the model is. */
function outline(
  { name, colour }: PersonOnCanvas,
  { x, y, width, height, waypoints }: Drawn,
  scale: number,
): SVGElement {
  const group = element('g', { class: `person-outline colour-${colour}` });
  const place = waypoints?.[0] ?? { x: x - GAP, y: y - GAP };
  const size = { 'font-size': TAG_PX / scale, 'stroke-width': TAG_PX / 2 / scale };
  const tag = element('text', { x: place.x + TAG_PX / 4 / scale, y: place.y - TAG_PX / 2 / scale, ...size });
  tag.textContent = name;
  if (waypoints) group.append(element('path', { d: `M${waypoints.map((spot) => `${spot.x} ${spot.y}`).join('L')}` }));
  else {
    group.append(
      element('rect', { x: x - GAP, y: y - GAP, width: width + 2 * GAP, height: height + 2 * GAP, rx: GAP + 3 }),
    );
  }
  group.append(tag);
  return group;
}

function element(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
