import ModelerModule from 'bpmn-js/lib/Modeler.js';
import type { ElementRegistry, Viewer } from './bpmn-js.ts';
import { type CanvasListeners, type CanvasView, createCanvasView } from './canvas-view.ts';
import { offerColours } from './colour-menu.ts';
import { createDrawingSteps, type DrawingSteps } from './drawing-steps.ts';
import { drawing } from './drawing-style.ts';
import { type Step, stepsBetween } from './gesture.ts';
import { limitTools } from './limit-tools.ts';
import { nameMenuLists } from './menu-lists.ts';
import { createNudging } from './nudging.ts';
import { createOriginals } from './originals.ts';
import { type Obstacle, sayWhyNot } from './say-why-not.ts';
import { sharedData } from './shared-data.ts';
import { takeSnapshot } from './snapshot.ts';
import { stillLabels } from './still-labels.ts';
import type { Viewbox } from './viewport.ts';
import './modeler.css';

// See bpmn-js.ts: at run time the import is the class itself.
const Modeler = ModelerModule as unknown as typeof ModelerModule.default;

/** What the editor tells the page, beside what every canvas tells. */
export interface EditorListeners extends CanvasListeners {
  /** A gesture has ended. */
  onGesture(steps: readonly Step[]): void;
  /** Whether gestures are still on their way to the server: until they are there, nothing is drawn anew. */
  isWaiting(): boolean;
  /** Nothing has come of what the person has drawn. */
  onObstacle?(obstacle: Obstacle): void;
  /** For tests, which listen to bpmn-js itself. */
  onModeler?(modeler: Viewer): void;
}

/** A canvas to draw on. */
export interface EditorView extends CanvasView {
  readonly steps: DrawingSteps;
}

/** What the tools cover on the left. */
const PALETTE_PX = 64;

/** A diagram to draw on: each gesture becomes operations, and the server's document is the truth. */
export function openModeler(container: HTMLElement, listeners: EditorListeners, viewbox?: Viewbox): EditorView {
  const modeler = new Modeler({
    container,
    ...drawing,
    additionalModules: [...drawing.additionalModules, stillLabels, sharedData],
  });
  limitTools(modeler);
  offerColours(modeler);
  nameMenuLists(modeler);
  sayWhyNot(modeler, (obstacle) => listeners.onObstacle?.(obstacle));
  listeners.onModeler?.(modeler);
  const registry = modeler.get<ElementRegistry>('elementRegistry');
  const labels = modeler.get<{ isActive(): boolean }>('directEditing');
  const dragging = modeler.get<{ context(): unknown }>('dragging');
  const originalOf = createOriginals(modeler);
  const nudging = createNudging(modeler, () => endGesture());
  const isBusy = () =>
    labels.isActive() || Boolean(dragging.context()) || nudging.isUnderWay() || listeners.isWaiting();
  const look = () => takeSnapshot(registry, view.hasOwnLabel);
  const onDrawn = () => {
    before = look();
  };
  const view = createCanvasView(modeler, listeners, viewbox, { isBusy, onDrawn, coveredPx: PALETTE_PX });
  let before = look();

  function endGesture(): void {
    const after = look();
    const steps = stepsBetween(before, after, originalOf);
    before = after;
    if (steps.length > 0) queueMicrotask(() => listeners.onGesture(steps));
  }

  // Listeners of bpmn-js must neither return values nor throw: both would break the command that runs.
  modeler.on('import.done', onDrawn);
  modeler.on<{ trigger: string }>('commandStack.changed', ({ trigger }) => {
    if (trigger !== 'clear' && !nudging.goesOn()) endGesture();
  });
  modeler.on(['directEditing.complete', 'directEditing.cancel', 'drag.cleanup'], () => {
    setTimeout(() => void view.catchUp());
  });

  return {
    ...view,
    steps: createDrawingSteps(modeler),
    destroy() {
      if (nudging.isUnderWay()) endGesture();
      view.destroy();
    },
  };
}
