import { type ChatMessage, ChatRole } from '@ameide/contracts/threads/v1/chat';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect } from 'react';

const GAP = 16;
const LINE = 20;
const LINE_CHARACTERS = 52;
const PROPOSAL = 240;
const IMAGES = 170;
const FILE = 32;
/** How near to the first known message older ones are asked for. */
const NEAR_PX = 2_000;
/** More than any chat is high: it begins at its end. */
const END = 1e9;

export interface MessageRowsOptions {
  readonly viewport: RefObject<HTMLElement | null>;
  readonly messages: readonly ChatMessage[];
  readonly hasOlder: boolean;
  readonly onOlder: () => void;
  readonly scrollTo: (top: number) => void;
}

/** The messages that are near what is in view: only they are drawn. What is read stays where it is when others come. */
export function useMessageRows({ viewport, messages, hasOlder, onOlder, scrollTo }: MessageRowsOptions) {
  const rows = useVirtualizer<HTMLElement, HTMLElement>({
    count: messages.length,
    getScrollElement: () => viewport.current,
    getItemKey: (index) => messages[index]?.id ?? index,
    estimateSize: (index) => estimate(messages[index]),
    initialOffset: END,
    anchorTo: 'end',
    overscan: 6,
    gap: GAP,
    scrollToFn: (offset, { adjustments = 0 }) => scrollTo(offset + adjustments),
  });
  const isNearStart = (rows.scrollOffset ?? END) < NEAR_PX;
  useEffect(() => {
    if (isNearStart && hasOlder && messages.length > 0) onOlder();
  }, [isNearStart, hasOlder, messages, onOlder]);
  return rows;
}

/** Before a message was drawn. */
function estimate(message: ChatMessage | undefined): number {
  if (message === undefined) return LINE;
  let height = message.role === ChatRole.USER ? 14 : 26;
  for (const { kind } of message.parts) {
    if (kind.case === 'patch') height += PROPOSAL;
    if (kind.case === 'text') height += textHeight(kind.value.text);
    if (kind.case === 'code') height += textHeight(kind.value.content);
  }
  const images = message.attachments.filter(({ mimeType }) => mimeType.startsWith('image/')).length;
  return height + (images > 0 ? IMAGES : 0) + (message.attachments.length - images) * FILE;
}

function textHeight(text: string): number {
  return text.split('\n').reduce((sum, line) => sum + LINE * Math.max(1, Math.ceil(line.length / LINE_CHARACTERS)), 0);
}
