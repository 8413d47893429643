import { useMemo } from 'react';
import { useNameOf } from '../../data/people.ts';
import { Avatar } from '../../design/display.tsx';
import { useWords } from '../../design/use-words.ts';
import type { Ghost } from '../../editor/ghosts.ts';
import type { DraftState } from './draft-state.ts';
import { ghostsOfOther } from './other-ghosts.ts';
import { words } from './words.ts';

/** Ghosts of everything that others have drawn and not saved. */
export function useOtherGhosts({ others }: Pick<DraftState, 'others'>): readonly Ghost[] {
  const nameOf = useNameOf();
  // Names come later than drafts.
  const names = [...others.keys()].map(nameOf).join('\n');
  return useMemo(() => [...others].flatMap(([id, draft]) => ghostsOfOther(nameOf(id), draft)), [others, names]);
}

/** Who else draws on the model. */
export function OtherDrafts({ others }: Pick<DraftState, 'others'>) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const drawing = [...others].filter(([, { edits }]) => edits.length > 0);
  if (drawing.length === 0) return null;
  return (
    <ul className="other-drafts">
      {drawing.map(([id, { edits }]) => {
        const label = t.drawing(nameOf(id), edits.length);
        return (
          <li key={id} title={label}>
            <Avatar name={nameOf(id)} size={20} />
            <span className="hidden">{label}</span>
          </li>
        );
      })}
    </ul>
  );
}
