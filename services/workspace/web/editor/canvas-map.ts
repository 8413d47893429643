import type { Canvas, ElementRegistry, Viewer } from './bpmn-js.ts';
import type { Box, Drawn, Place } from './drawn.ts';
import { isFloor } from './poolless.ts';

/** The diagram in sight from far away. */
export interface CanvasMap {
  /** Shapes of the plane that is open, the outer ones first. */
  shapes(): readonly Readonly<Box>[];
  inView(): Readonly<Box>;
  /** Brings a place into the middle. */
  centreOn(place: Place): void;
  /** Something else is in view, or has changed. @returns what ends that */
  subscribe(listeners: { readonly onView: () => void; readonly onShapes: () => void }): () => void;
}

const VIEW = ['canvas.viewbox.changed'];
const SHAPES = ['import.done', 'root.set', 'shape.added', 'shape.removed', 'element.changed', 'elements.changed'];

export function createCanvasMap(viewer: Viewer): CanvasMap {
  const canvas = viewer.get<Canvas>('canvas');
  const registry = viewer.get<ElementRegistry>('elementRegistry');
  return {
    shapes() {
      const found: Box[] = [];
      const visit = ({ children = [] }: Drawn) => {
        for (const child of children) {
          if (!child.waypoints && !child.labelTarget && !isFloor(child)) found.push(child);
          visit(child);
        }
      };
      const root = registry.get(canvas.getRootElement().id) as unknown as Drawn | undefined;
      if (root) visit(root);
      return found;
    },
    inView() {
      const { x, y, width, height } = canvas.viewbox();
      return { x, y, width, height };
    },
    centreOn({ x, y }) {
      const now = canvas.viewbox();
      const { width, height } = now;
      canvas.viewbox({ x: x - width / 2, y: y - height / 2, width, height });
    },
    subscribe({ onView, onShapes }) {
      // What a listener returns would stop others.
      const view = () => {
        onView();
      };
      const shapes = () => {
        onShapes();
      };
      viewer.on(VIEW, view);
      viewer.on(SHAPES, shapes);
      return () => {
        viewer.off(VIEW, view);
        viewer.off(SHAPES, shapes);
      };
    },
  };
}
