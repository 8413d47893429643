import type { ChatMessage } from '@ameide/contracts/threads/v1/chat';
import { Link } from '@tanstack/react-router';
import { Icon } from '../../design/icon.tsx';
import { useWords } from '../../design/use-words.ts';
import type { SeenElement } from './message-context.ts';
import { words } from './words.ts';

/** Chips in a row; the others are a number. */
const SHOWN = 4;

export interface ContextChipsProps {
  readonly viewpoint: SeenElement | undefined;
  readonly selected: readonly SeenElement[];
  readonly onLeaveOut: (id: string) => void;
}

/** What goes along with the message that is written: each part can be left out. */
export function ContextChips({ viewpoint, selected, onLeaveOut }: ContextChipsProps) {
  const t = useWords(words);
  if (viewpoint === undefined && selected.length === 0) return null;
  const more = selected.length - SHOWN;
  return (
    <ul className="context-chips" aria-label={t.goesAlong}>
      {viewpoint && (
        <ContextChip
          text={t.inside(viewpoint.label)}
          label={viewpoint.label}
          onLeaveOut={() => onLeaveOut(viewpoint.id)}
        />
      )}
      {selected.slice(0, SHOWN).map(({ id, label }) => (
        <ContextChip key={id} text={label} label={label} onLeaveOut={() => onLeaveOut(id)} />
      ))}
      {more > 0 && <li className="chip">{t.moreSelected(more)}</li>}
    </ul>
  );
}

function ContextChip(props: { readonly text: string; readonly label: string; readonly onLeaveOut: () => void }) {
  const t = useWords(words);
  return (
    <li className="chip accent">
      <span className="clip">{props.text}</span>
      <button type="button" aria-label={t.leaveOut(props.label)} onClick={props.onLeaveOut}>
        <Icon name="close" size={12} />
      </button>
    </li>
  );
}

/** What went along with a message that was sent: links to the elements in the model. */
export function SentContext({ message }: { readonly message: ChatMessage }) {
  const t = useWords(words);
  const { artifactId, context } = message;
  const elements = [...(context?.viewpoint ? [context.viewpoint] : []), ...(context?.selected ?? [])];
  if (elements.length === 0) return null;
  const more = elements.length - SHOWN;
  return (
    <p className="sent-context">
      {elements.slice(0, SHOWN).map(({ id, name }) => (
        <Link key={id} to="/artifact/$artifactId" params={{ artifactId }} search={{ element: id }} className="chip">
          <span className="clip">{name || id}</span>
        </Link>
      ))}
      {more > 0 && <span className="chip">{t.moreSelected(more)}</span>}
    </p>
  );
}
