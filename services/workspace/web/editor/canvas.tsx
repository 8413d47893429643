import { type ReactNode, useEffect, useRef, useState } from 'react';
import { IconButton } from '../design/button.tsx';
import { EmptyState } from '../design/display.tsx';
import { useWords } from '../design/use-words.ts';
import { defineWords } from '../design/words.ts';
import type { CanvasView } from './canvas-view.ts';
import type { Ghost } from './ghosts.ts';

const words = defineWords({
  en: {
    canvas: (name: string) => `Diagram of ${name}`,
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fit: 'Fit into view',
    zoom: 'Zoom',
    broken: 'This model cannot be drawn',
  },
  de: {
    canvas: (name: string) => `Diagramm von ${name}`,
    zoomIn: 'Vergrößern',
    zoomOut: 'Verkleinern',
    fit: 'Alles zeigen',
    zoom: 'Vergrößerung',
    broken: 'Dieses Modell lässt sich nicht zeichnen',
  },
});

export interface CanvasProps {
  /** What the model is called. */
  readonly name: string;
  /** BPMN; undefined while it is on its way. */
  readonly document: string | undefined;
  readonly ghosts: readonly Ghost[];
  /** Elements whose ghosts stand out. */
  readonly lit: ReadonlySet<string>;
  readonly onSelect: (elementIds: readonly string[]) => void;
  readonly onHover: (elementId: string | undefined) => void;
  /** The view, once the first document is drawn; undefined when it goes. */
  readonly onReady: (view: CanvasView | undefined) => void;
  /** A document was drawn. */
  readonly onShown?: (document: string) => void;
  readonly children?: ReactNode;
}

export function Canvas({ name, document, ghosts, lit, onSelect, onHover, onReady, onShown, children }: CanvasProps) {
  const t = useWords(words);
  const container = useRef<HTMLDivElement>(null);
  const listeners = useRef({ onSelect, onHover, onReady, onShown });
  listeners.current = { onSelect, onHover, onReady, onShown };
  const [view, setView] = useState<CanvasView>();
  const [zoom, setZoom] = useState(1);
  const [fault, setFault] = useState('');

  useEffect(() => {
    let created: CanvasView | undefined;
    let isGone = false;
    void import('./canvas-view.ts').then(({ createCanvasView }) => {
      if (isGone) return;
      created = createCanvasView(container.current!, {
        onSelect: (ids) => listeners.current.onSelect(ids),
        onHover: (id) => listeners.current.onHover(id),
        onZoom: setZoom,
      });
      setView(created);
    });
    return () => {
      isGone = true;
      created?.destroy();
      setView(undefined);
      listeners.current.onReady(undefined);
    };
  }, []);

  useEffect(() => {
    if (view === undefined || document === undefined) return;
    view.show(document).then(
      () => {
        setFault('');
        listeners.current.onReady(view);
        listeners.current.onShown?.(document);
      },
      (error: unknown) => setFault(error instanceof Error ? error.message : String(error)),
    );
  }, [view, document]);

  useEffect(() => view?.drawGhosts(ghosts), [view, ghosts]);
  useEffect(() => view?.light(lit), [view, lit]);

  return (
    <section className="canvas-area" aria-label={t.canvas(name)}>
      <div className="canvas" ref={container} />
      {fault !== '' && (
        <div className="canvas-fault">
          <EmptyState icon="warning" title={t.broken}>
            {fault}
          </EmptyState>
        </div>
      )}
      <div className="canvas-tools" role="toolbar" aria-label={t.zoom}>
        <IconButton icon="minus" label={t.zoomOut} onPress={() => view?.zoomOut()} />
        <span className="zoom-level">{Math.round(zoom * 100)} %</span>
        <IconButton icon="plus" label={t.zoomIn} onPress={() => view?.zoomIn()} />
        <IconButton icon="fit" label={t.fit} shortcut="0" onPress={() => view?.fit()} />
      </div>
      {children}
    </section>
  );
}
