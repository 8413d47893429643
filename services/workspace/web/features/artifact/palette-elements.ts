import type { Elements } from '../../data/elements.ts';
import { createStore } from '../../data/store.ts';
import type { CanvasView } from '../../editor/canvas-view.ts';
import type { DrawingSteps } from '../../editor/drawing-steps.ts';

/** The model in sight, for the search of the command palette. */
export interface ModelInSight {
  readonly elements: Elements;
  readonly view: CanvasView;
}

export const modelInSight = createStore<ModelInSight | undefined>(undefined);

/** What can be done while somebody draws, for the command palette. */
export interface DrawingInSight {
  undo(): Promise<void>;
  redo(): Promise<void>;
  /** Drawing without a mouse; undefined until the editor is there. */
  steps(): DrawingSteps | undefined;
}

export const drawingInSight = createStore<DrawingInSight | undefined>(undefined);

/** @returns what takes it away again */
export function showInPalette(elements: Elements, view: CanvasView | undefined): () => void {
  modelInSight.set(view && { elements, view });
  return () => modelInSight.set(undefined);
}
