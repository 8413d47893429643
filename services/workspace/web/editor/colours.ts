import { isColour } from '@ameide/notations/bpmn/colour-form';
import type { JsonValue } from '@bufbuild/protobuf';
import type { Canvas, ElementRegistry, Viewer } from './bpmn-js.ts';

/** How something is drawn, as bpmn-moddle has it. */
interface Di {
  readonly $type?: string;
  get<T>(name: string): T;
  set(name: string, value: unknown): void;
}

/** The colours of a drawing, as properties of the server. */
export interface Colours {
  readonly fill?: string;
  readonly stroke?: string;
}

/** As BPMN in Color says it, and as tools did before. */
const names = {
  fill: ['color:background-color', 'bioc:fill'],
  stroke: ['color:border-color', 'bioc:stroke'],
} as const;
const both = ['fill', 'stroke'] as const;
/** Everything of a drawing, and of its label, that bpmn-js takes for a colour. */
const everything = [...names.fill, ...names.stroke, 'color:color'];

/** As the server reads it. */
const isDrawable = (value: unknown): value is string => typeof value === 'string' && isColour(value);

/** The colours that somebody has chosen. */
export function coloursOf(di: object | undefined): Colours {
  const said = di as Di | undefined;
  if (said?.get === undefined) return {};
  const entries = both.flatMap((name) => {
    const value = names[name].map((one) => said.get<unknown>(one)).find(isDrawable);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(entries) as Colours;
}

/** Whether a drawing has the colours that the server says. */
export function hasColours(di: object, properties: Readonly<Record<string, JsonValue | undefined>>): boolean {
  const shown = coloursOf(di);
  return both.every((name) => shown[name] === (properties[name] ?? undefined));
}

/** Gives a drawing the colours that the server says. */
export function paint(di: object, properties: Readonly<Record<string, JsonValue | undefined>>): void {
  if (hasColours(di, properties)) return;
  for (const name of both) for (const one of names[name]) (di as Di).set(one, properties[name] ?? undefined);
}

/**
 * Takes what is no colour off drawings before they are drawn: bpmn-js puts it into CSS as it is, where a `url()` would ask
 * another server, on the canvas and in every exported image. The text of the document keeps it.
 */
export function refuseForeignColours(viewer: Viewer): void {
  viewer.on<{ definitions: Di }>('import.render.start', 2000, ({ definitions }) => {
    for (const diagram of definitions.get<readonly Di[] | undefined>('diagrams') ?? []) {
      const plane = diagram.get<Di | undefined>('plane');
      if (plane === undefined) continue;
      for (const di of [plane, ...(plane.get<readonly Di[] | undefined>('planeElement') ?? [])]) {
        clean(di);
        const label = di.get<Di | undefined>('label');
        if (label) clean(label);
      }
    }
  });
}

function clean(di: Di): void {
  for (const name of everything) {
    const value = di.get<unknown>(name);
    if (value !== undefined && !isDrawable(value)) di.set(name, undefined);
  }
}

const OWN_FILL = 'own-colour';
const OWN_LINE = 'own-line';

interface Painted {
  readonly id: string;
  readonly di?: object;
  /** Of a name beside what it names: it stands on the page. */
  readonly labelTarget?: object | null;
}

/**
 * Marks what has colours of its own, for the theme: a fill is meant for dark letters, also on a dark page, and a line for a
 * white page.
 */
export function markColours(viewer: Viewer): void {
  const canvas = viewer.get<Canvas>('canvas');
  const registry = viewer.get<ElementRegistry>('elementRegistry');
  const mark = ({ id, di, labelTarget }: Painted) => {
    if (labelTarget) return;
    const { fill, stroke } = coloursOf(di);
    toggle(canvas, id, OWN_FILL, fill !== undefined);
    toggle(canvas, id, OWN_LINE, fill === undefined && stroke !== undefined);
  };
  viewer.on('import.done', () => {
    for (const element of registry.getAll()) mark(element as Painted);
  });
  viewer.on<{ element: Painted }>('element.changed', ({ element }) => {
    if (registry.get(element.id)) mark(element);
  });
}

function toggle(canvas: Canvas, id: string, marker: string, isOn: boolean): void {
  if (canvas.hasMarker(id, marker) === isOn) return;
  if (isOn) canvas.addMarker(id, marker);
  else canvas.removeMarker(id, marker);
}
