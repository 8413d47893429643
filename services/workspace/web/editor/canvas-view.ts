import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import type { Elements } from '../data/elements.ts';
import type { ModelDocument } from '../data/model-document.ts';
import type { Canvas, ElementRegistry, Selection, TextRenderer, Viewer } from './bpmn-js.ts';
import { type CanvasMap, createCanvasMap } from './canvas-map.ts';
import { createFollower } from './follow.ts';
import { boxOf, createGhostLayer } from './ghost-layer.ts';
import type { Ghost } from './ghosts.ts';
import { createLookAt, type LookAt } from './look-at.ts';
import { createMarkerLayer, type Mark } from './marker-layer.ts';
import { createModelDetails, type ModelDetails } from './model-details.ts';
import { createPeopleLayer, type PersonOnCanvas } from './people-layer.ts';
import { obeyWheelSetting } from './wheel.ts';
import './canvas.css';

const FONT = '"Inter Variable", sans-serif';
/** As wide as the 12 px of Arial for which people have drawn the labels of their models. */
const TEXT_PX = 11.5;
const FIT_MARGIN = 32;
const LARGEST_FIT = 1.1;
const ZOOM_STEP = 1.25;
const ARRIVED = 'has-arrived';
const ARRIVED_MS = 1_600;
/** So many models are kept until the document of one of them has come. */
const RECENT = 20;

/** What the canvas tells the page. */
export interface CanvasListeners {
  onSelect(elementIds: readonly string[]): void;
  onZoom(scale: number): void;
  /** The inside of an element fills the canvas; undefined for the whole model. */
  onViewpoint(elementId: string | undefined): void;
  /** The mouse is over an element or its ghost, or has left it. */
  onHover(elementId: string | undefined): void;
  /** The canvas shows this version. */
  onVersion(version: number): void;
  /** What changed cannot be drawn in place: the canvas needs the newest document. */
  onLost(): void;
  /** Something has failed within bpmn-js, which is of no use any more. */
  onBroken(): void;
}

/** A version of a model, as the page follows it. */
export interface FollowedModel {
  readonly version: number;
  readonly elements: Elements;
}

/** Where a person stands: what is in view, in units of the model, of which plane, and what is selected. */
export interface Viewbox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The model itself, or the inside of a sub-process. */
  readonly root: string;
  /** The id of what that is in the model. */
  readonly rootOf: string | undefined;
  readonly selected: readonly string[];
}

/** What an editor does about the drawing of others. */
export interface Occupation {
  /** Whether the person is in the middle of something: until it is done, nothing is drawn that comes from elsewhere. */
  isBusy(): boolean;
  /** Something was drawn that the person has not done. */
  onDrawn(): void;
  /** How much of the canvas is under tools, on the left. */
  readonly coveredPx: number;
}

/** A BPMN diagram that people look at. */
export interface CanvasView extends LookAt {
  /** Draws a document. The first one is fitted into view; later ones keep what is in view and what is selected. */
  show(document: ModelDocument): Promise<void>;
  /** Draws what has changed since, in place; undefined when the document stays as it is. */
  follow(model: FollowedModel | undefined): void;
  /** Draws what was held back while the person was busy. */
  catchUp(): Promise<void>;
  drawGhosts(ghosts: readonly Ghost[]): void;
  light(elementIds: ReadonlySet<string>): void;
  /** Shows for a moment that something came from elsewhere. */
  flash(elementIds: readonly string[]): void;
  /** Shows signs at elements that something is to be said about. */
  mark(marks: readonly Mark[]): void;
  /** Outlines what others have selected. */
  showPeople(people: readonly PersonOnCanvas[]): void;
  /** What only the document says. */
  readonly details: ModelDetails;
  /** Whether the model says where the name of an element is. */
  hasOwnLabel(elementId: string): boolean;
  readonly map: CanvasMap;
  zoomIn(): void;
  zoomOut(): void;
  fit(): void;
  /** Undefined before anything is drawn. */
  viewbox(): Viewbox | undefined;
  /** The drawing alone, in the colours of a white page. */
  toSvg(): Promise<string>;
  destroy(): void;
}

/** How bpmn-js draws: with the names of colours, so that a theme draws nothing anew. */
export const drawing = {
  bpmnRenderer: {
    defaultFillColor: 'var(--canvas-fill)',
    defaultStrokeColor: 'var(--canvas-line)',
    defaultLabelColor: 'var(--canvas-ink)',
  },
  textRenderer: {
    defaultStyle: { fontFamily: FONT, fontSize: TEXT_PX },
    externalStyle: { fontFamily: FONT, fontSize: TEXT_PX - 1 },
  },
};

const idle: Occupation = { isBusy: () => false, onDrawn: () => {}, coveredPx: 0 };

/** Makes a view of a viewer or a modeler. @param viewbox to begin with instead of the whole model */
export function createCanvasView(
  viewer: Viewer,
  listeners: CanvasListeners,
  viewbox?: Viewbox,
  occupation: Occupation = idle,
): CanvasView {
  const canvas = viewer.get<Canvas>('canvas');
  const registry = viewer.get<ElementRegistry>('elementRegistry');
  const selection = viewer.get<Selection>('selection');
  const text = viewer.get<TextRenderer>('textRenderer');
  const layer = createGhostLayer({ canvas, registry, text }, listeners.onHover);
  let ghosts: readonly Ghost[] = [];
  let lit: ReadonlySet<string> = new Set();
  const follower = createFollower(viewer);
  let isShown = false;
  let isDestroyed = false;
  let showing: Promise<void> = Promise.resolve();
  let heldBack: ModelDocument | undefined;
  let recent: readonly FollowedModel[] = [];
  /** The version that is drawn; the follower knows it by its elements, too, once there was a model of that version. */
  let drawn = { version: 0, isKnown: false, isLost: false };

  const resized = new ResizeObserver(() => canvas.resized());
  resized.observe(canvas.getContainer());
  const forgetWheel = obeyWheelSetting(canvas.getContainer());
  const selectedIds = () => selection.get().map(({ id }: { id: string }) => id);
  // Listeners of bpmn-js must not return values: those would change what it does.
  viewer.on('selection.changed', () => {
    listeners.onSelect(selectedIds());
  });
  viewer.on<{ element: { id: string } }>('root.set', ({ element }) => {
    listeners.onViewpoint(/^(.+)_plane$/.exec(element.id)?.[1]);
  });
  viewer.on('canvas.viewbox.changed', () => {
    listeners.onZoom(canvas.zoom());
  });
  viewer.on<{ element: { id: string } }>('element.hover', ({ element }) => {
    listeners.onHover(element.id);
  });
  viewer.on('element.out', () => {
    listeners.onHover(undefined);
  });
  viewer.on('error', () => {
    queueMicrotask(() => listeners.onBroken());
  });

  async function draw(document: ModelDocument): Promise<void> {
    // Texts are measured when they are drawn.
    await window.document.fonts.load(`${TEXT_PX}px ${FONT}`);
    if (isDestroyed) return;
    const kept = isShown ? inView() : viewbox;
    try {
      await viewer.importXML(document.text);
    } catch (error) {
      if (isDestroyed) return;
      throw error;
    }
    if (isDestroyed) return;
    drawn = { version: document.version, isKnown: false, isLost: false };
    markOwnColours(registry, canvas);
    const plane = kept && (canvas.findRoot(kept.root) ?? planeOf(kept.rootOf));
    if (plane) canvas.setRootElement(plane);
    if (kept === undefined) fit();
    else {
      canvas.viewbox(kept);
      if (!isShown) uncover();
    }
    selection.select((kept?.selected ?? []).flatMap((id) => registry.get(id) ?? []));
    isShown = true;
    layer.draw(ghosts);
    layer.light(lit);
    listeners.onVersion(drawn.version);
  }

  /** Draws the newest model, once it is known what the drawn version was in the server's words. */
  function followNewest(): void {
    const newest = recent.at(-1);
    if (newest === undefined || drawn.isLost || newest.version < drawn.version) return;
    const base = drawn.isKnown ? undefined : recent.find(({ version }) => version === drawn.version);
    if (base) follower.begin(base.elements);
    drawn.isKnown ||= base !== undefined;
    const followed = drawn.isKnown ? follower.follow(newest.elements) : undefined;
    recent = [newest];
    if (followed === undefined) {
      drawn.isLost = true;
      listeners.onLost();
      return;
    }
    if (followed.isAltered) occupation.onDrawn();
    if (followed.arrived.length > 0) {
      layer.draw(ghosts);
      layer.light(lit);
      flash(followed.arrived);
    }
    if (drawn.version === newest.version) return;
    drawn.version = newest.version;
    listeners.onVersion(drawn.version);
  }

  async function catchUp(): Promise<void> {
    if (occupation.isBusy() || isDestroyed) return;
    if (heldBack !== undefined) {
      const document = heldBack;
      heldBack = undefined;
      showing = showing.catch(() => undefined).then(() => draw(document));
      await showing;
    } else await showing.catch(() => undefined);
    if (isShown && !occupation.isBusy() && !isDestroyed) followNewest();
  }

  function flash(elementIds: readonly string[]): void {
    const there = elementIds.filter((id) => registry.get(id));
    for (const id of there) canvas.addMarker(id, ARRIVED);
    setTimeout(() => {
      if (isDestroyed) return;
      for (const id of there) if (registry.get(id)) canvas.removeMarker(id, ARRIVED);
    }, ARRIVED_MS);
  }

  /** A plane has another id once it was saved; what it shows the inside of has not. */
  function planeOf(elementId: string | undefined) {
    return elementId === undefined ? undefined : canvas.getRootElements().find((root) => subjectOf(root) === elementId);
  }

  function inView(): Viewbox {
    const { x, y, width, height } = canvas.viewbox();
    const root = canvas.getRootElement();
    return { x, y, width, height, root: root.id, rootOf: subjectOf(root), selected: selectedIds() };
  }

  /** Moves the model from under the tools, where its left end was in view; what was in view as a whole stays so. */
  function uncover(): void {
    const { x, width, inner, scale } = canvas.viewbox();
    const left = (inner.x - x) * scale;
    if (left < 0 || left >= occupation.coveredPx) return;
    if (inner.x + inner.width <= x + width) fit();
    else canvas.scroll({ dx: occupation.coveredPx - left, dy: 0 });
  }

  function fit(): void {
    const { inner, outer } = canvas.viewbox();
    if (inner.width === 0 || outer.width === 0) return;
    const { coveredPx } = occupation;
    const room = { width: outer.width - 2 * FIT_MARGIN - coveredPx, height: outer.height - 2 * FIT_MARGIN };
    const scale = Math.min(LARGEST_FIT, room.width / inner.width, room.height / inner.height);
    const [width, height] = [outer.width / scale, outer.height / scale];
    canvas.viewbox({
      x: inner.x + inner.width / 2 - width / 2 - coveredPx / scale / 2,
      y: inner.y + inner.height / 2 - height / 2,
      width,
      height,
    });
  }

  const lookAt = createLookAt(viewer);
  /** What is gone has a ghost at most. */
  function revealGhost(elementId: string): boolean {
    const ghost = ghosts.find((each) => each.elementId === elementId);
    const box = ghost?.bounds ?? (ghost?.route && boxOf(ghost.route));
    if (box === undefined) return false;
    const { width, height } = canvas.viewbox();
    canvas.viewbox({
      x: box.x + (box.width - width) / 2,
      y: box.y + (box.height - height) / 2,
      width,
      height,
    });
    return true;
  }

  return {
    show(document) {
      heldBack = document;
      return catchUp();
    },
    follow(model) {
      recent = model === undefined ? [] : [...recent, model].slice(-RECENT);
      void catchUp();
    },
    catchUp,
    drawGhosts(next) {
      ghosts = next;
      if (isShown) layer.draw(ghosts);
    },
    light(elementIds) {
      lit = elementIds;
      if (isShown) layer.light(lit);
    },
    flash,
    ...lookAt,
    reveal: (elementId, how) => lookAt.reveal(elementId, how) || revealGhost(elementId),
    ...createMarkerLayer(viewer),
    ...createPeopleLayer(viewer),
    details: createModelDetails(viewer),
    hasOwnLabel: follower.hasOwnLabel,
    map: createCanvasMap(viewer),
    zoomIn: () => void canvas.zoom(canvas.zoom() * ZOOM_STEP, centre(canvas)),
    zoomOut: () => void canvas.zoom(canvas.zoom() / ZOOM_STEP, centre(canvas)),
    fit,
    viewbox: () => (isShown ? inView() : undefined),
    async toSvg() {
      layer.draw([]);
      const { svg } = await viewer.saveSVG();
      layer.draw(ghosts);
      return inPrintColours(svg);
    },
    destroy() {
      isDestroyed = true;
      isShown = false;
      resized.disconnect();
      forgetWheel();
      viewer.destroy();
    },
  };
}

const subjectOf = (root: object) => (root as { businessObject?: { id: string } }).businessObject?.id;

function centre(canvas: Canvas) {
  const { outer } = canvas.viewbox();
  return { x: outer.width / 2, y: outer.height / 2 };
}

/** A fill that somebody has chosen is meant for dark letters, also on a dark page. */
function markOwnColours(registry: ElementRegistry, canvas: Canvas): void {
  registry.forEach((element) => {
    const di = (element as { di?: { get(name: string): unknown } }).di;
    if (di?.get('color:background-color') ?? di?.get('bioc:fill')) canvas.addMarker(element.id, 'own-colour');
  });
}

const printColours: Readonly<Record<string, string>> = {
  '--canvas-fill': '#ffffff',
  '--canvas-line': '#33363d',
  '--canvas-ink': '#1b1c20',
};

function inPrintColours(svg: string): string {
  return svg.replaceAll(/var\((--canvas-[a-z]+)\)/g, (_match, name: string) => printColours[name] ?? '#1b1c20');
}
