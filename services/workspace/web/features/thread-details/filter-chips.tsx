import type { Chat } from '@ameide/contracts/threads/v1/chat';
import { useStore } from '../../data/store.ts';
import { useWords } from '../../design/use-words.ts';
import { chatsWith, toggleLabel, toggleTag } from './chat-filter.ts';
import { words } from './words.ts';
import './thread-details.css';

/** More would hide the list. */
const SHOWN = 24;

/** Tags and labels of the chats in the list; those that are pressed narrow it, and none moves when it is. */
export function FilterChips({ chats }: { readonly chats: readonly Chat[] }) {
  const t = useWords(words);
  const chosen = useStore(chatsWith);
  const of = chats.flatMap(({ metadata }) => (metadata ? [metadata] : []));
  const tags = [...new Set([...chosen.tags, ...of.flatMap((one) => one.tags)])].slice(0, SHOWN).sort();
  const labels = new Map(
    [chosen, ...of]
      .flatMap((one) => Object.entries(one.labels))
      .slice(0, SHOWN)
      .sort()
      .map(([name, value]) => [`${name}: ${value}`, { name, value }]),
  );
  if (tags.length === 0 && labels.size === 0) return null;
  return (
    <fieldset className="filter-chips">
      <legend>{t.filter}</legend>
      {tags.map((tag) => (
        <button
          key={tag}
          type="button"
          className="chip"
          aria-pressed={chosen.tags.includes(tag)}
          onClick={() => toggleTag(tag)}
        >
          {tag}
        </button>
      ))}
      {[...labels].map(([text, { name, value }]) => (
        <button
          key={text}
          type="button"
          className="chip"
          aria-pressed={chosen.labels[name] === value}
          onClick={() => toggleLabel(name, value)}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}
