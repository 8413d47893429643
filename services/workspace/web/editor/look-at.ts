import type { Canvas, ElementRegistry, Selection, Viewer } from './bpmn-js.ts';

/** Around what is brought into view, in pixels. */
const MARGIN = 120;

/** Leads the eye to parts of a model. */
export interface LookAt {
  /** Selects an element and brings it into view, or into its middle, on the plane on which it is. @returns whether it is drawn */
  reveal(elementId: string, how?: { readonly isCentred?: boolean }): boolean;
  /** Brings an element into view, on the plane on which it is, unless it is there. @returns whether it is drawn */
  bringIntoView(elementId: string): boolean;
  /** Shows the inside of a sub-process that has a plane of its own, or else the sub-process; undefined for the whole model. */
  openPlane(elementId: string | undefined): void;
  /** Lets keys act on what is selected. */
  focus(): void;
}

export function createLookAt(viewer: Viewer): LookAt {
  const canvas = viewer.get<Canvas>('canvas');
  const registry = viewer.get<ElementRegistry>('elementRegistry');
  const selection = viewer.get<Selection>('selection');
  const isPlane = ({ id }: { readonly id: string }) => id.endsWith('_plane');

  function shapeInView(elementId: string) {
    const element = registry.get(elementId);
    if (element === undefined || element === canvas.findRoot(element)) return undefined;
    canvas.scrollToElement(element, MARGIN);
    return element;
  }

  return {
    bringIntoView: (elementId) => shapeInView(elementId) !== undefined,
    reveal(elementId, { isCentred = false } = {}) {
      const element = shapeInView(elementId);
      if (element === undefined) return false;
      selection.select(element);
      if (isCentred) {
        const { x, y, width, height } = canvas.getAbsoluteBBox(element as Parameters<Canvas['getAbsoluteBBox']>[0]);
        const { outer } = canvas.viewbox();
        canvas.scroll({ dx: (outer.width - width) / 2 - x, dy: (outer.height - height) / 2 - y });
      }
      return true;
    },
    openPlane(elementId) {
      const plane =
        elementId === undefined
          ? canvas.getRootElements().find((root) => !isPlane(root))
          : canvas.findRoot(`${elementId}_plane`);
      if (plane) canvas.setRootElement(plane);
      else if (elementId !== undefined && registry.get(elementId)) canvas.scrollToElement(elementId, MARGIN);
    },
    focus: () => canvas.focus(),
  };
}
