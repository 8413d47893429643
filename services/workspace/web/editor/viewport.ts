import type { Canvas, ElementRegistry, Selection, Viewer } from './bpmn-js.ts';

const FIT_MARGIN = 32;
const LARGEST_FIT = 1.1;
const ZOOM_STEP = 1.25;

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

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is in view of a canvas, and what is selected. */
export interface Viewport {
  /** Ids of what is selected. */
  selected(): readonly string[];
  inView(): Viewbox;
  /** Puts back the plane, as far as the drawing still has it, and what was in view; the whole model when nothing was. */
  restore(kept: Viewbox | undefined): void;
  /** Selects again what is still there. */
  select(elementIds: readonly string[]): void;
  /** Moves the model from under the tools, where its left end was in view; what was in view as a whole stays so. */
  uncover(): void;
  fit(): void;
  zoomIn(): void;
  zoomOut(): void;
  centreOn(box: Box): void;
}

/** @param coveredPx how much of the canvas is under tools, on the left */
export function createViewport(viewer: Viewer, coveredPx: number): Viewport {
  const canvas = viewer.get<Canvas>('canvas');
  const registry = viewer.get<ElementRegistry>('elementRegistry');
  const selection = viewer.get<Selection>('selection');

  const selected = () => selection.get().map(({ id }: { id: string }) => id);

  /** A plane has another id once it was saved; what it shows the inside of has not. */
  function planeOf(elementId: string | undefined) {
    return elementId === undefined ? undefined : canvas.getRootElements().find((root) => subjectOf(root) === elementId);
  }

  function fit(): void {
    const { inner, outer } = canvas.viewbox();
    if (inner.width === 0 || outer.width === 0) return;
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

  function zoomBy(factor: number): void {
    const { outer } = canvas.viewbox();
    canvas.zoom(canvas.zoom() * factor, { x: outer.width / 2, y: outer.height / 2 });
  }

  return {
    selected,
    inView() {
      const { x, y, width, height } = canvas.viewbox();
      const root = canvas.getRootElement();
      return { x, y, width, height, root: root.id, rootOf: subjectOf(root), selected: selected() };
    },
    restore(kept) {
      const plane = kept && (canvas.findRoot(kept.root) ?? planeOf(kept.rootOf));
      if (plane) canvas.setRootElement(plane);
      if (kept === undefined) fit();
      else canvas.viewbox(kept);
    },
    select(elementIds) {
      selection.select(elementIds.flatMap((id) => registry.get(id) ?? []));
    },
    uncover() {
      const { x, width, inner, scale } = canvas.viewbox();
      const left = (inner.x - x) * scale;
      if (left < 0 || left >= coveredPx) return;
      if (inner.x + inner.width <= x + width) fit();
      else canvas.scroll({ dx: coveredPx - left, dy: 0 });
    },
    fit,
    zoomIn: () => zoomBy(ZOOM_STEP),
    zoomOut: () => zoomBy(1 / ZOOM_STEP),
    centreOn(box) {
      const { width, height } = canvas.viewbox();
      canvas.viewbox({
        x: box.x + (box.width - width) / 2,
        y: box.y + (box.height - height) / 2,
        width,
        height,
      });
    },
  };
}

const subjectOf = (root: object) => (root as { businessObject?: { id: string } }).businessObject?.id;
