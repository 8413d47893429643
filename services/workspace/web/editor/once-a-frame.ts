import type { Viewer } from './bpmn-js.ts';

/** Asks for something to be drawn: once a frame at most, and not on a canvas that is gone. */
export function onceAFrame(viewer: Viewer, draw: () => void): () => void {
  let frame = 0;
  let isGone = false;
  viewer.on('diagram.destroy', () => {
    isGone = true;
    cancelAnimationFrame(frame);
  });
  return () => {
    if (isGone) return;
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      draw();
    });
  };
}
