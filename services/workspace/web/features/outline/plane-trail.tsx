import type { Elements } from '../../data/elements.ts';
import { kindName } from '../../data/kinds.ts';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import type { CanvasView } from '../../editor/canvas-view.ts';
import { words } from './words.ts';
import './plane-trail.css';

const SUB_PROCESS = /::(sub_process|ad_hoc_sub_process|transaction)$/;

export interface PlaneTrailProps {
  readonly elements: Elements;
  readonly view: CanvasView | undefined;
  /** The sub-process whose inside is on the canvas. */
  readonly viewpoint: string | undefined;
}

/** The way from the whole model to what the canvas shows the inside of. */
export function PlaneTrail({ elements, view, viewpoint }: PlaneTrailProps) {
  const t = useWords(words);
  const { language } = usePreferences();
  if (viewpoint === undefined) return null;
  const titleOf = (id: string) => elements.get(id)?.name.trim() || kindName(elements.get(id)?.kind ?? '', language);
  return (
    <nav className="plane-trail" aria-label={t.where}>
      <ol>
        <li>
          <button type="button" onClick={() => view?.openPlane(undefined)}>
            {t.whole}
          </button>
        </li>
        {subProcessesAround(elements, viewpoint).map((id) => (
          <li key={id}>
            <button type="button" onClick={() => view?.openPlane(id)}>
              {titleOf(id)}
            </button>
          </li>
        ))}
        <li aria-current="location">{titleOf(viewpoint)}</li>
      </ol>
    </nav>
  );
}

/** The outermost first. */
function subProcessesAround(elements: Elements, id: string): readonly string[] {
  const around: string[] = [];
  let at = elements.get(id)?.parent ?? '';
  while (at !== '' && !around.includes(at)) {
    if (SUB_PROCESS.test(elements.get(at)?.kind ?? '')) around.unshift(at);
    at = elements.get(at)?.parent ?? '';
  }
  return around;
}
