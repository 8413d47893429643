import { Button } from '../../design/button.tsx';
import { Menu } from '../../design/menu.tsx';
import { useWords } from '../../design/use-words.ts';
import type { ChatAgents } from './use-agents.ts';
import { words } from './words.ts';

/** Whom the next message asks; nothing where there is no choice. */
export function AgentMenu({ agents, asked, choose }: ChatAgents) {
  const t = useWords(words);
  if (asked === undefined || agents.length < 2) return null;
  return (
    <Menu
      trigger={
        <Button look="quiet" iconAfter="down" aria-label={t.asks(asked.name)}>
          {asked.name}
        </Button>
      }
      label={t.whomToAsk}
      placement="bottom start"
      entries={agents.map(({ id, name }) => ({
        id,
        icon: 'sparkle' as const,
        label: name,
        isChosen: id === asked.id,
        onAction: () => choose(id),
      }))}
    />
  );
}
