import type { PresentPerson } from '@ameide/contracts/live/v1/presence_service';
import { Avatar } from '../../design/display.tsx';
import { useWords } from '../../design/use-words.ts';
import { words } from './words.ts';
import './presence.css';

/** With more of them there are only so many pictures, and a number. */
const SHOWN = 4;

/** Who else is looking at the same; nothing when nobody is. */
export function PeopleHere({ people }: { readonly people: readonly PresentPerson[] }) {
  const t = useWords(words);
  const shown = people.slice(0, SHOWN);
  const others = people.slice(SHOWN);
  return (
    <ul className="people-here" aria-label={t.alsoHere} hidden={people.length === 0}>
      {shown.map(({ subject, name }) => (
        <li key={subject} title={t.isHere(name)}>
          <span role="img" aria-label={name}>
            <Avatar name={name} />
          </span>
        </li>
      ))}
      {others.length > 0 && (
        <li className="soft" title={others.map(({ name }) => name).join(', ')}>
          {t.more(others.length)}
        </li>
      )}
    </ul>
  );
}
