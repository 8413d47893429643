import ViewerModule from 'bpmn-js/lib/NavigatedViewer.js';
import { type CanvasListeners, type CanvasView, createCanvasView } from './canvas-view.ts';
import { drawing } from './drawing-style.ts';
import type { Viewbox } from './viewport.ts';

// See bpmn-js.ts: at run time the import is the class itself.
const NavigatedViewer = ViewerModule as unknown as typeof ViewerModule.default;

/** A diagram to look at. */
export function openViewer(container: HTMLElement, listeners: CanvasListeners, viewbox?: Viewbox): CanvasView {
  return createCanvasView(new NavigatedViewer({ container, ...drawing }), listeners, viewbox);
}
