import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { wantedMessage } from '../../data/wanted-message.ts';
import { Excerpt } from '../../design/excerpt.tsx';
import { Icon } from '../../design/icon.tsx';
import { closePalette } from './palette-state.ts';
import { useFoundMessages } from './use-found-messages.ts';

export interface FoundMessagesProps {
  readonly heading: string;
  /** What the person has written. */
  readonly query: string;
}

/** Messages that have what the person has written; the one that they choose is brought into view in its chat. */
export function FoundMessages({ heading, query }: FoundMessagesProps) {
  const navigate = useNavigate();
  const found = useFoundMessages(query);
  if (found.length === 0) return null;
  return (
    <Command.Group heading={heading}>
      {found.map(({ threadId, title, sequence, excerpt }) => (
        <Command.Item
          key={threadId}
          value={`message ${threadId}`}
          // The server has chosen them: its words may stand in another order.
          keywords={[query]}
          onSelect={() => {
            closePalette();
            wantedMessage.set({ threadId, sequence });
            void navigate({ to: '/threads/$threadId', params: { threadId } });
          }}
        >
          <Icon name="chat" />
          <span className="clip excerpt">
            <Excerpt text={excerpt} />
          </span>
          <span className="hint clip">{title}</span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}
