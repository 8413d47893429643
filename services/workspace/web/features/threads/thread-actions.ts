import { ChatVisibility } from '@ameide/contracts/threads/v1/chat';
import { attempt } from '../../data/attempt.ts';
import { chatCommands } from '../../data/connection.ts';
import { notify } from '../../design/notices.tsx';
import { wordsNow } from '../../design/use-words.ts';
import { words } from './words.ts';

export async function renameThread(threadId: string, title: string): Promise<void> {
  await attempt(() => chatCommands.updateChatTitle({ threadId, title }));
}

export async function shareThread(threadId: string, isShared: boolean): Promise<void> {
  const t = wordsNow(words);
  const visibility = isShared ? ChatVisibility.TEAM : ChatVisibility.PRIVATE;
  if (await attempt(() => chatCommands.updateVisibility({ threadId, visibility }))) {
    notify({ tone: 'done', text: isShared ? t.nowShared : t.nowPrivate });
  }
}

export async function bringBackThread(threadId: string): Promise<void> {
  await attempt(() => chatCommands.undeleteChat({ threadId }));
}

/** Hides a chat, and offers to bring it back. @param leave goes away from the pages that speak of it */
export async function deleteThread(threadId: string, title: string, leave: () => Promise<void>): Promise<void> {
  const t = wordsNow(words);
  const isGone = await attempt(async () => {
    await chatCommands.deleteChat({ threadId });
    await leave();
  });
  const undelete = () => void bringBackThread(threadId);
  if (isGone) notify({ tone: 'done', text: t.deleted(title), action: { label: t.bringBack, run: undelete } });
}
