import { type KeyboardEvent, type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import type { Elements } from '../data/elements.ts';
import { keep, kept } from '../data/keep.ts';
import type { ModelDocument } from '../data/model-document.ts';
import { EmptyState } from '../design/display.tsx';
import { usePreferences } from '../design/preferences.ts';
import { useWords } from '../design/use-words.ts';
import { defineWords } from '../design/words.ts';
import { NotLoaded } from '../routes/not-loaded.ts';
import { lazyPart } from '../routes/part.tsx';
import { PartProblem } from '../routes/part-problem.tsx';
import { hasMod, isWriting } from '../routes/shortcut-keys.ts';
import { CanvasTools } from './canvas-tools.tsx';
import type { CanvasView } from './canvas-view.ts';
import { DropHint, useObstacle } from './drop-hint.tsx';
import type { FollowedModel } from './followed-versions.ts';
import type { Step } from './gesture.ts';
import type { Ghost } from './ghosts.ts';
import type { EditorView } from './open-modeler.ts';
import type { Viewbox } from './viewport.ts';

const words = defineWords({
  en: {
    canvas: (name: string) => `Diagram of ${name}`,
    minimap: 'Overview of the diagram',
    broken: 'This model cannot be drawn',
  },
  de: {
    canvas: (name: string) => `Diagramm von ${name}`,
    minimap: 'Übersicht des Diagramms',
    broken: 'Dieses Modell lässt sich nicht zeichnen',
  },
});

const Find = lazyPart(() => import('./find.tsx'));
const Minimap = lazyPart(() => import('./minimap.tsx'));

const nothing: Elements = new Map();

/** What fails again and again is left as it is. */
const MOST_TIMES_BROKEN = 3;

export interface CanvasProps {
  /** What the model is called. */
  readonly name: string;
  /** Undefined while it is on its way. */
  readonly document: ModelDocument | undefined;
  /** The model as it is now; undefined when the document is an old one. */
  readonly model: FollowedModel | undefined;
  readonly ghosts: readonly Ghost[];
  readonly onSelect: (elementIds: readonly string[]) => void;
  readonly onHover: (elementId: string | undefined) => void;
  readonly onViewpoint?: (elementId: string | undefined) => void;
  /** The view, once the first document is drawn; undefined when it goes. */
  readonly onReady: (view: CanvasView | undefined) => void;
  /** The canvas shows this version. */
  readonly onVersion: (version: number) => void;
  /** The canvas needs the newest document. */
  readonly onLost: (view: CanvasView) => void;
  /** Given while the person draws. */
  readonly editing?: EditingProps | undefined;
  /** What stands there when the document has no drawing. */
  readonly undrawn?: ReactNode;
  readonly onUndrawn?: (isUndrawn: boolean) => void;
  readonly children?: ReactNode;
}

/** How bpmn-js says that a document has no drawing. */
const NOT_DRAWN = /^no (?:diagram|process or collaboration) to display/;

export interface EditingProps {
  readonly onGesture: (steps: readonly Step[]) => void;
  readonly isWaiting: () => boolean;
  /** There is an editor now. */
  readonly onOpen: (editor: Pick<EditorView, 'catchUp' | 'steps'>) => void;
}

export function Canvas({
  name,
  document,
  model,
  ghosts,
  onSelect,
  onHover,
  onViewpoint,
  onReady,
  onVersion,
  onLost,
  editing,
  undrawn,
  onUndrawn,
  children,
}: CanvasProps) {
  const t = useWords(words);
  const { language } = usePreferences();
  const container = useRef<HTMLDivElement>(null);
  const listeners = useRef({ onSelect, onHover, onViewpoint, onReady, onVersion, onLost, onUndrawn, editing });
  listeners.current = { onSelect, onHover, onViewpoint, onReady, onVersion, onLost, onUndrawn, editing };
  const lastViewbox = useRef<Viewbox>(undefined);
  const isEditing = editing !== undefined;
  const [view, setView] = useState<CanvasView>();
  const [zoom, setZoom] = useState(1);
  const [fault, setFault] = useState('');
  const [broken, setBroken] = useState(0);
  const [notLoaded, setNotLoaded] = useState<NotLoaded>();
  const [isFinding, setFinding] = useState(false);
  const [hasMinimap, setMinimap] = useState(() => kept<boolean>('minimap') ?? false);
  const [obstacle, setObstacle] = useObstacle();

  useEffect(() => {
    if (notLoaded) return;
    let created: CanvasView | undefined;
    let isGone = false;
    const canvasListeners = {
      onSelect: (ids: readonly string[]) => listeners.current.onSelect(ids),
      onHover: (id: string | undefined) => listeners.current.onHover(id),
      onViewpoint: (id: string | undefined) => listeners.current.onViewpoint?.(id),
      onZoom: setZoom,
      onVersion: (version: number) => listeners.current.onVersion(version),
      onLost: () => created && listeners.current.onLost(created),
      onBroken: () => {
        if (!isGone) setBroken((times) => Math.min(times + 1, MOST_TIMES_BROKEN));
        isGone = true;
      },
      onObstacle: setObstacle,
      onGesture: (steps: readonly Step[]) => {
        setObstacle(undefined);
        listeners.current.editing?.onGesture(steps);
      },
      isWaiting: () => listeners.current.editing?.isWaiting() ?? false,
    };
    const open = async () => {
      if (!isEditing) {
        const { openViewer } = await import('./open-viewer.ts');
        return isGone ? undefined : openViewer(container.current!, canvasListeners, lastViewbox.current);
      }
      const { openModeler } = await import('./open-modeler.ts');
      if (isGone) return undefined;
      const editor = openModeler(container.current!, canvasListeners, lastViewbox.current);
      listeners.current.editing?.onOpen(editor);
      return editor;
    };
    open().then(
      (opened) => {
        created = opened;
        setView(opened);
      },
      (error: unknown) => !isGone && setNotLoaded(new NotLoaded(error)),
    );
    return () => {
      isGone = true;
      lastViewbox.current = created?.viewbox() ?? lastViewbox.current;
      created?.destroy();
      setView(undefined);
      listeners.current.onReady(undefined);
    };
  }, [isEditing, broken, language, notLoaded === undefined]);

  useEffect(() => {
    if (view === undefined || document === undefined) return;
    let isGone = false;
    view.show(document).then(
      () => {
        if (isGone) return;
        setFault('');
        listeners.current.onUndrawn?.(false);
        listeners.current.onReady(view);
      },
      (error: unknown) => {
        if (isGone) return;
        const fault = error instanceof Error ? error.message : String(error);
        setFault(fault);
        listeners.current.onUndrawn?.(NOT_DRAWN.test(fault));
      },
    );
    return () => {
      isGone = true;
    };
  }, [view, document]);

  useEffect(() => {
    view?.follow(model);
  }, [view, model]);
  useEffect(() => view?.drawGhosts(ghosts), [view, ghosts]);

  const find = useCallback(() => setFinding(true), []);
  const showMinimap = useCallback((isShown: boolean) => {
    keep('minimap', isShown);
    setMinimap(isShown);
  }, []);
  const endFinding = () => {
    setFinding(false);
    container.current?.querySelector<SVGElement>('svg[tabindex]')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (view === undefined || isWriting(event.target)) return;
    if (hasMod(event) && event.key === 'f') setFinding(true);
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === '+') view.zoomIn();
    else if (event.key === '-') view.zoomOut();
    else if (event.key === '0') view.fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <section className="canvas-area" aria-label={t.canvas(name)} onKeyDownCapture={onKeyDown}>
      <div className={isEditing ? 'canvas editing' : 'canvas'} ref={container} />
      <DropHint obstacle={obstacle} />
      {notLoaded && (
        <div className="canvas-fault">
          <PartProblem error={notLoaded} look="panel" onRetry={() => setNotLoaded(undefined)} />
        </div>
      )}
      {fault !== '' && (
        <div className="canvas-fault">
          {NOT_DRAWN.test(fault) && undrawn !== undefined ? (
            undrawn
          ) : (
            <EmptyState icon="warning" title={t.broken}>
              {fault}
            </EmptyState>
          )}
        </div>
      )}
      <CanvasTools {...{ view, zoom, hasMinimap }} onFind={find} onMinimap={showMinimap} />
      {hasMinimap && view && (
        <Suspense>
          <Minimap label={t.minimap} map={view.map} />
        </Suspense>
      )}
      {isFinding && view && (
        <Suspense>
          <Find
            elements={model?.elements ?? nothing}
            onGo={(id) => view.reveal(id, { isCentred: true })}
            onClose={endFinding}
          />
        </Suspense>
      )}
      {children}
    </section>
  );
}
