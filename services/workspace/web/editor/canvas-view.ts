import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import type { ModelDocument } from '../data/model-document.ts';
import type { Canvas, ElementRegistry, TextRenderer, Viewer } from './bpmn-js.ts';
import { type CanvasMap, createCanvasMap } from './canvas-map.ts';
import { markColours, refuseForeignColours } from './colours.ts';
import { inPrintColours, loadDrawingFont } from './drawing-style.ts';
import { createFollower } from './follow.ts';
import { createFollowedVersions, type FollowedModel } from './followed-versions.ts';
import { boxOf, createGhostLayer } from './ghost-layer.ts';
import type { Ghost } from './ghosts.ts';
import { createLookAt, type LookAt } from './look-at.ts';
import { createMarkerLayer, type Mark } from './marker-layer.ts';
import { createModelDetails, type ModelDetails } from './model-details.ts';
import { createPeopleLayer, type PersonOnCanvas } from './people-layer.ts';
import { createViewport, type Viewbox } from './viewport.ts';
import { obeyWheelSetting } from './wheel.ts';
import './canvas.css';

const ARRIVED = 'has-arrived';
const ARRIVED_MS = 1_600;

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
  /** Elements whose ghosts stand out. */
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
  const text = viewer.get<TextRenderer>('textRenderer');
  const layer = createGhostLayer({ canvas, registry, text }, listeners.onHover);
  let ghosts: readonly Ghost[] = [];
  let lit: ReadonlySet<string> = new Set();
  const port = createViewport(viewer, occupation.coveredPx);
  const follower = createFollower(viewer);
  const versions = createFollowedVersions(follower, {
    onFollowed({ isAltered, arrived }) {
      if (isAltered) occupation.onDrawn();
      if (arrived.length === 0) return;
      layer.draw(ghosts);
      layer.light(lit);
      flash(arrived);
    },
    onVersion: (version) => listeners.onVersion(version),
    onLost: () => listeners.onLost(),
  });
  let isShown = false;
  let isDestroyed = false;
  let showing: Promise<void> = Promise.resolve();
  let heldBack: ModelDocument | undefined;

  const resized = new ResizeObserver(() => canvas.resized());
  resized.observe(canvas.getContainer());
  const forgetWheel = obeyWheelSetting(canvas.getContainer());
  refuseForeignColours(viewer);
  markColours(viewer);
  // Listeners of bpmn-js must not return values: those would change what it does.
  viewer.on('selection.changed', () => {
    listeners.onSelect(port.selected());
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
    await loadDrawingFont();
    if (isDestroyed) return;
    const kept = isShown ? port.inView() : viewbox;
    try {
      await viewer.importXML(document.text);
    } catch (error) {
      if (isDestroyed) return;
      throw error;
    }
    if (isDestroyed) return;
    versions.begin(document.version);
    port.restore(kept);
    if (kept !== undefined && !isShown) port.uncover();
    port.select(kept?.selected ?? []);
    isShown = true;
    layer.draw(ghosts);
    layer.light(lit);
    listeners.onVersion(document.version);
  }

  async function catchUp(): Promise<void> {
    if (occupation.isBusy() || isDestroyed) return;
    if (heldBack !== undefined) {
      const document = heldBack;
      heldBack = undefined;
      showing = showing.catch(() => undefined).then(() => draw(document));
      await showing;
    } else await showing.catch(() => undefined);
    if (isShown && !occupation.isBusy() && !isDestroyed) versions.followNewest();
  }

  function flash(elementIds: readonly string[]): void {
    const there = elementIds.filter((id) => registry.get(id));
    for (const id of there) canvas.addMarker(id, ARRIVED);
    setTimeout(() => {
      if (isDestroyed) return;
      for (const id of there) if (registry.get(id)) canvas.removeMarker(id, ARRIVED);
    }, ARRIVED_MS);
  }

  const lookAt = createLookAt(viewer);
  /** What is gone has a ghost at most. */
  function revealGhost(elementId: string): boolean {
    const ghost = ghosts.find((each) => each.elementId === elementId);
    const box = ghost?.bounds ?? (ghost?.route && boxOf(ghost.route));
    if (box === undefined) return false;
    port.centreOn(box);
    return true;
  }

  return {
    show(document) {
      heldBack = document;
      return catchUp();
    },
    follow(model) {
      versions.add(model);
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
    zoomIn: port.zoomIn,
    zoomOut: port.zoomOut,
    fit: port.fit,
    viewbox: () => (isShown ? port.inView() : undefined),
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
