import ModelerModule from 'bpmn-js/lib/Modeler.js';
import NavigatedViewerModule from 'bpmn-js/lib/NavigatedViewer.js';
import type { Element } from '../data/elements.ts';
import type { Canvas, ElementRegistry, Selection, Viewer } from '../editor/bpmn-js.ts';
import { type CanvasView, createCanvasView } from '../editor/canvas-view.ts';
import { drawing } from '../editor/drawing-style.ts';
import type { Drawn } from '../editor/drawn.ts';
import { takeSnapshot } from '../editor/snapshot.ts';

/** Canvases in a page of their own, for tests: what the application makes of a document and of changes. */
export interface CanvasHarness {
  /** @returns when it is drawn. @param elements what the server says of the same version */
  open(kind: 'viewer' | 'modeler', document: string, elements: readonly [string, Element][]): Promise<void>;
  /** @returns whether the change was drawn in place; if not, the document was drawn anew */
  follow(document: string, elements: readonly [string, Element][]): Promise<boolean>;
  /** What the canvas shows, as text to compare. */
  picture(): string[];
  /** What a new canvas shows of a document. */
  freshPicture(document: string): Promise<string[]>;
  /** Goes into a plane, and selects an element of it. */
  enter(plane: string, elementId: string): void;
  /** What is in view, and what is selected. */
  standing(): string;
  /** Draws the last document again. */
  again(): Promise<void>;
  /** The drawing as people export it. */
  svg(): Promise<string>;
  /** Marks an element, outlines it, and at once takes the canvas away. @returns a frame later */
  leaveWhileDrawing(elementId: string): Promise<void>;
  /** Lets a listener of bpmn-js throw. @returns how often the page was told */
  breakOnce(): Promise<number>;
}

const Modeler = ModelerModule as unknown as typeof ModelerModule.default;
const NavigatedViewer = NavigatedViewerModule as unknown as typeof NavigatedViewerModule.default;

let viewer: Viewer;
let view: CanvasView;
let version = 0;
let lastElements = new Map<string, Element>();
let lastText = '';
let isLost = false;
let timesBroken = 0;

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
    timesBroken += 1;
  },
};

function container(): HTMLElement {
  const made = document.createElement('div');
  made.style.cssText = 'width: 800px; height: 600px; position: relative';
  document.body.append(made);
  return made;
}

const harness: CanvasHarness = {
  async open(kind, text, elements) {
    view?.destroy();
    document.body.replaceChildren();
    viewer = new (kind === 'viewer' ? NavigatedViewer : Modeler)({ container: container(), ...drawing });
    view = createCanvasView(viewer, listeners);
    version += 1;
    lastText = text;
    await view.show({ version, text });
    lastElements = new Map(elements);
    view.follow({ version, elements: lastElements });
    await view.catchUp();
  },
  async follow(text, elements) {
    version += 1;
    lastText = text;
    isLost = false;
    lastElements = new Map(elements.map(([id, element]) => [id, same(lastElements.get(id), element)]));
    view.follow({ version, elements: lastElements });
    await view.catchUp();
    if (!isLost) return true;
    await view.show({ version, text });
    return false;
  },
  picture: () => pictureOf(viewer),
  async freshPicture(text) {
    const place = container();
    const fresh = new NavigatedViewer({ container: place, ...drawing });
    await fresh.importXML(text);
    const picture = pictureOf(fresh);
    fresh.destroy();
    place.remove();
    return picture;
  },
  enter(plane, elementId) {
    const canvas = viewer.get<Canvas>('canvas');
    canvas.setRootElement(canvas.findRoot(plane)!);
    view.reveal(elementId);
    view.zoomIn();
  },
  standing() {
    const selected = viewer.get<Selection>('selection').get();
    return JSON.stringify([view.viewbox(), selected.map(({ id }: { id: string }) => id)]);
  },
  again: () => view.show({ version, text: lastText }),
  svg: () => view.toSvg(),
  async leaveWhileDrawing(elementId) {
    view.mark([{ elementId, tone: 'error' }]);
    view.showPeople([{ name: 'Somebody', colour: 1, elementIds: [elementId] }]);
    view.destroy();
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  },
  async breakOnce() {
    viewer.on('harness.break', () => {
      throw new Error('broken for a test');
    });
    try {
      viewer.get<{ fire(name: string): void }>('eventBus').fire('harness.break');
    } catch {
      await Promise.resolve();
    }
    return timesBroken;
  },
};
/** What a change leaves alone is the same object, as in the page. */
const same = (before: Element | undefined, now: Element): Element =>
  before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;

function pictureOf(shown: Viewer): string[] {
  const registry = shown.get<ElementRegistry>('elementRegistry');
  const elements = registry.getAll() as unknown as Drawn[];
  const drawn = elements.map((one) => {
    const { id, type, parent, host, source, target, waypoints, x, y, width, height } = one;
    const place = waypoints ? waypoints.map((point) => [point.x, point.y]) : parent && [x, y, width, height];
    const gfx = registry.getGraphics(one as never) as SVGElement | undefined;
    // Arrow heads have ids of their own in each canvas.
    const visual = gfx?.querySelector('.djs-visual')?.innerHTML.replaceAll(/marker-\w+/g, 'marker');
    const around = [parent?.id, host?.id, source?.id, target?.id];
    return JSON.stringify({ id, type, around, place, visual: one.parent ? visual : '' });
  });
  const { shapes, lines } = takeSnapshot(registry);
  // What has no shape cannot be seen.
  const seen = [...shapes].filter(([, { bounds }]) => bounds);
  return [...drawn, ...[...seen, ...lines].map((facts) => JSON.stringify(facts))].sort();
}

(window as unknown as { harness: CanvasHarness }).harness = harness;
