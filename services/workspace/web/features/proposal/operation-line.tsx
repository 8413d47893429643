import { useStore } from '../../data/store.ts';
import { Checkbox } from '../../design/checkbox.tsx';
import { useWords } from '../../design/use-words.ts';
import { light, litElements } from './proposal-state.ts';
import type { Review, ReviewLine } from './review.ts';
import { words } from './words.ts';

const signs = { add: '+', change: '~', remove: '−' } as const;

export interface OperationLineProps {
  readonly line: ReviewLine;
  readonly review: Review;
  readonly isChosen: boolean;
  /** Absent when there is nothing left to choose. */
  readonly onToggle?: (on: boolean) => void;
}

/** One operation: its changes, why, and what it needs. Its ghosts stand out while the mouse is over it. */
export function OperationLine({ line, review, isChosen, onToggle }: OperationLineProps) {
  const t = useWords(words);
  const lit = useStore(litElements);
  const isLit = line.elementIds.some((id) => lit.has(id));
  const needed = line.dependsOn.flatMap((id) => {
    const element = review.lines.find(({ operationIds }) => operationIds.includes(id))?.elementIds[0];
    return element === undefined ? [] : [review.nameOf(element)];
  });
  const needs = [...new Set(needed)];
  const first = line.lines[0];
  return (
    <li
      className="operation"
      data-lit={isLit || undefined}
      data-out={!isChosen || undefined}
      onMouseEnter={() => light(line.elementIds)}
      onMouseLeave={() => light([])}
    >
      {onToggle && <Checkbox isSelected={isChosen} onChange={onToggle} label={first?.text ?? line.rationale} />}
      <div>
        {line.lines.map(({ sign, text, detail }) => (
          <p key={text} className={`change-line ${sign}`}>
            <b aria-hidden="true">{signs[sign]}</b>
            <span>
              {text}
              {detail !== '' && <small>{detail}</small>}
            </span>
          </p>
        ))}
        {line.lines.length === 0 && <p className="change-line change">{line.rationale}</p>}
        {(line.rationale !== '' || needs.length > 0) && line.lines.length > 0 && (
          <small>
            {[line.rationale, ...(needs.length > 0 ? [t.needs(needs.join(', '))] : [])].filter(Boolean).join(' · ')}
          </small>
        )}
      </div>
    </li>
  );
}
