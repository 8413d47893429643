import { type PointerEvent, useEffect, useRef } from 'react';
import type { CanvasMap } from './canvas-map.ts';
import type { Box } from './drawn.ts';

const WIDTH = 200;
const HEIGHT = 128;
const MARGIN = 6;

export interface MinimapProps {
  readonly label: string;
  readonly map: CanvasMap;
}

/** The whole diagram, small, with the part that is in view. A click or a drag brings another part into view. */
export default function Minimap({ label, map }: MinimapProps) {
  const surface = useRef<HTMLCanvasElement>(null);
  const toModel = useRef((x: number, y: number) => ({ x, y }));

  useEffect(() => {
    let shapes = map.shapes();
    let frame = 0;
    let isOld = false;
    const draw = () => {
      frame = 0;
      if (isOld) shapes = map.shapes();
      isOld = false;
      toModel.current = drawMap(surface.current!, shapes, map.inView());
    };
    const soon = () => {
      frame ||= requestAnimationFrame(draw);
    };
    const unsubscribe = map.subscribe({
      onView: soon,
      onShapes: () => {
        isOld = true;
        soon();
      },
    });
    const theme = matchMedia('(prefers-color-scheme: dark)');
    theme.addEventListener('change', soon);
    draw();
    return () => {
      unsubscribe();
      theme.removeEventListener('change', soon);
      cancelAnimationFrame(frame);
    };
  }, [map]);

  const go = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.buttons !== 1) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const { left, top } = event.currentTarget.getBoundingClientRect();
    map.centreOn(toModel.current(event.clientX - left, event.clientY - top));
  };
  return (
    <div className="minimap">
      <canvas
        ref={surface}
        width={WIDTH}
        height={HEIGHT}
        role="img"
        aria-label={label}
        onPointerDown={go}
        onPointerMove={go}
      />
    </div>
  );
}

/** @returns from a place of the picture to one of the model */
function drawMap(surface: HTMLCanvasElement, shapes: readonly Readonly<Box>[], view: Readonly<Box>) {
  const density = devicePixelRatio || 1;
  if (surface.width !== WIDTH * density) [surface.width, surface.height] = [WIDTH * density, HEIGHT * density];
  const whole = around([...shapes, view]);
  const scale = Math.min((WIDTH - 2 * MARGIN) / whole.width, (HEIGHT - 2 * MARGIN) / whole.height);
  const left = (WIDTH - whole.width * scale) / 2 - whole.x * scale;
  const top = (HEIGHT - whole.height * scale) / 2 - whole.y * scale;
  const style = getComputedStyle(surface);
  const context = surface.getContext('2d')!;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, WIDTH, HEIGHT);
  context.strokeStyle = style.getPropertyValue('--map-line');
  context.fillStyle = style.getPropertyValue('--map-fill');
  for (const { x, y, width, height } of shapes) {
    context.beginPath();
    context.rect(x * scale + left, y * scale + top, width * scale, height * scale);
    context.fill();
    context.stroke();
  }
  context.strokeStyle = style.getPropertyValue('--map-view');
  context.lineWidth = 1.5;
  context.strokeRect(view.x * scale + left, view.y * scale + top, view.width * scale, view.height * scale);
  return (x: number, y: number) => ({ x: (x - left) / scale, y: (y - top) / scale });
}

function around(boxes: readonly Readonly<Box>[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of boxes) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return { x: left, y: top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}
