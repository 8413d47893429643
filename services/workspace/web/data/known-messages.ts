import type { ChatMessage } from '@ameide/contracts/threads/v1/chat';

/** A part of a chat without gaps, which ends with its newest message. */
export interface KnownMessages {
  /** The oldest first. */
  readonly messages: readonly ChatMessage[];
  /** With which the messages before them are asked for; empty when there are none. */
  readonly olderToken: string;
}

const first = ({ messages }: KnownMessages) => messages[0]?.sequence ?? Number.POSITIVE_INFINITY;
const last = ({ messages }: KnownMessages) => messages.at(-1)?.sequence ?? 0;

/** Whether no message is missing between an earlier part and a later one. */
export const meets = (earlier: KnownMessages, later: KnownMessages): boolean => first(later) <= last(earlier) + 1;

/** Both parts as one; the later one alone when messages between them are missing. */
export function merged(earlier: KnownMessages | undefined, later: KnownMessages): KnownMessages {
  if (later.messages.length === 0) return earlier ?? later;
  if (earlier === undefined || earlier.messages.length === 0 || !meets(earlier, later)) return later;
  if (first(later) <= first(earlier)) return later;
  const before = earlier.messages.slice(0, first(later) - first(earlier));
  return { messages: [...before, ...later.messages], olderToken: earlier.olderToken };
}
