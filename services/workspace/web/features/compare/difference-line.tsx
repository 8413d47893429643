import type { Difference, DifferenceOrigin } from '@ameide/contracts/graph/v1/version_service';
import { useNameOf } from '../../data/people.ts';
import { useStore } from '../../data/store.ts';
import { useWords } from '../../design/use-words.ts';
import { light, litElements } from '../proposal/proposal-state.ts';
import { toneOf } from './comparison-ghosts.ts';
import type { DifferenceDescriber } from './describe-difference.ts';
import { words } from './words.ts';

const signs = { add: '+', change: '~', remove: '−' } as const;

export interface DifferenceLineProps {
  readonly difference: Difference;
  readonly describer: DifferenceDescriber;
  readonly onShow: (elementId: string) => void;
}

/** One element: what was and is, and who made it so. A click brings it into view. */
export function DifferenceLine({ difference, describer, onShow }: DifferenceLineProps) {
  const t = useWords(words);
  const isLit = useStore(litElements).has(difference.elementId);
  const tone = toneOf(difference);
  const { elementId, properties, origin } = difference;
  const title = describer.title(difference);
  const isDrawing = difference.change.case === 'layout';
  const verb = isDrawing
    ? describer.drawing(difference)
    : { add: t.isAdded, change: t.isChanged, remove: t.isRemoved }[tone];
  return (
    <li
      className={`difference ${tone}`}
      data-lit={isLit || undefined}
      onMouseEnter={() => light([elementId])}
      onMouseLeave={() => light([])}
    >
      <button
        type="button"
        className="difference-title"
        aria-label={t.showOnCanvas(`${title}, ${verb}`)}
        onClick={() => onShow(elementId)}
      >
        <b aria-hidden="true">{signs[tone]}</b>
        <span>
          {title} <small>{verb}</small>
        </span>
      </button>
      {properties.length > 0 && (
        <dl>
          {properties.map((each) => (
            <div key={each.property}>
              <dt>{describer.property(each.property)}</dt>
              <dd>
                <del>{describer.before(each)}</del> <span aria-hidden="true">→</span>
                <span className="hidden"> {t.became} </span> <ins>{describer.after(each)}</ins>
                <MadeIn origin={each.origin} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {properties.length === 0 && <MadeIn origin={origin} />}
    </li>
  );
}

function MadeIn({ origin }: { readonly origin: DifferenceOrigin | undefined }) {
  const t = useWords(words);
  const nameOf = useNameOf();
  return origin ? <small className="made-in">{t.madeIn(origin.version, nameOf(origin.authorId))}</small> : null;
}
