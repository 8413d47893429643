import { memo } from 'react';
import { IconButton } from '../design/button.tsx';
import { useWords } from '../design/use-words.ts';
import { defineWords } from '../design/words.ts';
import { MOD_KEY } from '../routes/shortcut-keys.ts';
import type { CanvasView } from './canvas-view.ts';

const words = defineWords({
  en: {
    zoom: 'Zoom',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fit: 'Fit into view',
    find: 'Find in the diagram',
    showMinimap: 'Show the overview',
    hideMinimap: 'Hide the overview',
  },
  de: {
    zoom: 'Vergrößerung',
    zoomIn: 'Vergrößern',
    zoomOut: 'Verkleinern',
    fit: 'Alles zeigen',
    find: 'Im Diagramm suchen',
    showMinimap: 'Übersicht zeigen',
    hideMinimap: 'Übersicht ausblenden',
  },
});

interface CanvasToolsProps {
  readonly view: CanvasView | undefined;
  /** 1 for 100 %. */
  readonly zoom: number;
  readonly hasMinimap: boolean;
  readonly onFind: () => void;
  readonly onMinimap: (isShown: boolean) => void;
}

/** What is done to the view of a diagram. No change of the diagram draws them anew. */
export const CanvasTools = memo(function CanvasTools({ view, zoom, hasMinimap, onFind, onMinimap }: CanvasToolsProps) {
  const t = useWords(words);
  return (
    <div className="canvas-tools" role="toolbar" aria-label={t.zoom}>
      <IconButton icon="minus" label={t.zoomOut} onPress={() => view?.zoomOut()} />
      <span className="zoom-level">{Math.round(zoom * 100)} %</span>
      <IconButton icon="plus" label={t.zoomIn} onPress={() => view?.zoomIn()} />
      <IconButton icon="fit" label={t.fit} shortcut="0" onPress={() => view?.fit()} />
      <IconButton icon="search" label={t.find} shortcut={`${MOD_KEY}F`} onPress={onFind} />
      <IconButton
        icon="map"
        label={hasMinimap ? t.hideMinimap : t.showMinimap}
        isOn={hasMinimap}
        onPress={() => onMinimap(!hasMinimap)}
      />
    </div>
  );
});
