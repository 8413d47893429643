import type { ChatMessage } from '@ameide/contracts/threads/v1/chat';
import { useEffect, useState } from 'react';
import { useStore } from '../../data/store.ts';
import { wantedMessage } from '../../data/wanted-message.ts';

export interface WantedMessageOptions {
  /** The end of the chat, the oldest first. */
  readonly messages: readonly ChatMessage[];
  readonly hasOlder: boolean;
  readonly onOlder: () => void;
  /** Brings a message into view, by its place among those that are known. */
  readonly reveal: (index: number) => void;
}

/** Leads to the message that the person wants, however many have to be read before. @returns its number, once it was found */
export function useWantedMessage({ messages, hasOlder, onOlder, reveal }: WantedMessageOptions): number | undefined {
  const wanted = useStore(wantedMessage);
  const [found, setFound] = useState<number>();
  const isHere = wanted !== undefined && wanted.threadId === messages[0]?.threadId;
  const sequence = isHere ? wanted.sequence : undefined;
  const index = messages.findIndex((message) => message.sequence === sequence);
  useEffect(() => {
    if (sequence === undefined) return;
    if (index < 0 && hasOlder) return onOlder();
    wantedMessage.set(undefined);
    if (index < 0) return;
    setFound(sequence);
    reveal(index);
  }, [sequence, index, hasOlder, onOlder, reveal, messages]);
  return found;
}
