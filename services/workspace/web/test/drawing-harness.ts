import NavigatedViewerModule from 'bpmn-js/lib/NavigatedViewer.js';
import type { Element } from '../data/elements.ts';
import type { Canvas, ElementRegistry, Viewer } from '../editor/bpmn-js.ts';
import type { CanvasView } from '../editor/canvas-view.ts';
import { drawing } from '../editor/drawing-style.ts';
import type { Drawn } from '../editor/drawn.ts';
import type { Step } from '../editor/gesture.ts';
import { openModeler } from '../editor/open-modeler.ts';
import { isFloor } from '../editor/poolless.ts';
import { takeSnapshot } from '../editor/snapshot.ts';

/** An editor in a page of its own: what a person's hand makes of a document, as the application sends it. */
export interface DrawingHarness {
  open(document: string, elements: readonly [string, Element][]): Promise<void>;
  /** What ended since the last call: each gesture as its commands of bpmn-js, the outermost first, and its operations. */
  taken(): Gesture[];
  /** The server has a new version, or the one before where it has refused a gesture. */
  answer(document: string, elements: readonly [string, Element][], isRefused: boolean): Promise<'in place' | 'anew'>;
  /** What the canvas shows, and what a new one shows of a document. */
  picture(): string;
  freshPicture(document: string): Promise<string>;
  /** What is on the screen, and may be taken hold of. */
  spots(): Spot[];
  isBusy(): boolean;
  /** Whether bpmn-js has failed, and the application would begin anew. */
  isBroken(): boolean;
  /** Why nothing has come of what was drawn since the last call. */
  obstacles(): string[];
  fit(): void;
  /** How long the application itself worked on each gesture, in ms. */
  ownWork(): number[];
}

export interface Gesture {
  readonly commands: readonly string[];
  readonly steps: readonly Step[];
}

export interface Spot {
  readonly id: string;
  readonly type: string;
  readonly isLine: boolean;
  readonly isLabel: boolean;
  readonly isOpen: boolean;
  /** On the screen. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Of a line, on the screen. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const NavigatedViewer = NavigatedViewerModule as unknown as typeof NavigatedViewerModule.default;

let view: CanvasView;
let modeler: Viewer;
let version = 0;
let isLost = false;
let isWaiting = false;
let isBroken = false;
const obstacles: string[] = [];
let last = new Map<string, Element>();
let gestures: Gesture[] = [];
let commands: string[] = [];
let depth = 0;
let began = 0;
const work: number[] = [];

const listeners = {
  onSelect: () => {},
  onZoom: () => {},
  onHover: () => {},
  onViewpoint: () => {},
  onVersion: () => {},
  onLost: () => {
    isLost = true;
  },
  onBroken: () => {
    isBroken = true;
  },
  isWaiting: () => isWaiting,
  onObstacle(obstacle: string) {
    obstacles.push(obstacle);
  },
  onGesture(steps: readonly Step[]) {
    isWaiting = true;
    gestures.push({ commands, steps });
    commands = [];
  },
  onModeler(made: Viewer) {
    modeler = made;
    // Before and after the application's own listener.
    modeler.on('commandStack.changed', 5_000, () => {
      began = performance.now();
    });
    modeler.on('commandStack.changed', 1, () => {
      work.push(performance.now() - began);
    });
    modeler.on<{ command: string }>('commandStack.preExecute', 5_000, ({ command }) => {
      commands.push(`${'  '.repeat(depth)}${command}`);
      depth += 1;
    });
    modeler.on('commandStack.postExecuted', 1, () => {
      depth -= 1;
    });
  },
};

function container(): HTMLElement {
  const made = document.createElement('div');
  made.className = 'canvas editing';
  made.style.cssText = 'width: 1500px; height: 900px; position: relative';
  document.body.append(made);
  return made;
}

const same = (before: Element | undefined, now: Element): Element =>
  before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;

const harness: DrawingHarness = {
  async open(text, elements) {
    view?.destroy();
    document.body.replaceChildren();
    isWaiting = false;
    isBroken = false;
    gestures = [];
    view = openModeler(container(), listeners);
    version += 1;
    await view.show({ version, text });
    last = new Map(elements);
    view.follow({ version, elements: last });
    await view.catchUp();
    view.fit();
    commands = [];
    depth = 0;
  },
  taken: () => gestures.splice(0),
  async answer(text, elements, isRefused) {
    version += 1;
    isWaiting = false;
    isLost = isRefused;
    last = new Map(elements.map(([id, element]) => [id, same(last.get(id), element)]));
    view.follow({ version, elements: last });
    await view.catchUp();
    if (!isLost) return 'in place';
    await view.show({ version, text });
    view.follow({ version, elements: last });
    await view.catchUp();
    return 'anew';
  },
  picture: () => pictureOf(modeler),
  async freshPicture(text) {
    const place = container();
    const fresh = new NavigatedViewer({ container: place, ...drawing });
    await fresh.importXML(text);
    const picture = pictureOf(fresh);
    fresh.destroy();
    place.remove();
    return picture;
  },
  spots: () => spotsOf(modeler),
  isBusy() {
    const dragging = modeler.get<{ context(): unknown }>('dragging');
    return Boolean(dragging.context()) || modeler.get<{ isActive(): boolean }>('directEditing').isActive();
  },
  isBroken: () => isBroken,
  obstacles: () => obstacles.splice(0),
  fit: () => view.fit(),
  ownWork: () => work.splice(0),
};

/** Names with the places that they are drawn at, whoever has put them there. */
function pictureOf(viewer: Viewer): string {
  const registry = viewer.get<ElementRegistry>('elementRegistry');
  const { shapes, lines } = takeSnapshot(registry, () => true);
  return JSON.stringify({ shapes: [...shapes], lines: [...lines] });
}

function spotsOf(viewer: Viewer): Spot[] {
  const canvas = viewer.get<Canvas>('canvas');
  const registry = viewer.get<ElementRegistry>('elementRegistry');
  const { x: left, y: top, scale } = canvas.viewbox();
  const { x: offsetX, y: offsetY } = canvas.getContainer().getBoundingClientRect();
  const root = canvas.getRootElement();
  const onScreen = (point: { readonly x: number; readonly y: number }) => ({
    x: (point.x - left) * scale + offsetX,
    y: (point.y - top) * scale + offsetY,
  });
  return (registry.getAll() as unknown as Drawn[]).flatMap((one): Spot[] => {
    if (!one.parent || isFloor(one) || (canvas.findRoot(one as never) as unknown) !== root) return [];
    const { id, type, labelTarget, collapsed, waypoints, width = 0, height = 0 } = one;
    const facts = { id, type, isLine: waypoints !== undefined, isLabel: Boolean(labelTarget), isOpen: !collapsed };
    const points = (waypoints ?? []).map(onScreen);
    const at = waypoints ? points[0]! : onScreen(one);
    return [{ ...facts, ...at, width: width * scale, height: height * scale, points }];
  });
}

(window as unknown as { drawing: DrawingHarness }).drawing = harness;
