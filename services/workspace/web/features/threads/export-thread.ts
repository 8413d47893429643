import { AmeideError, exportChat } from '@ameide/sdk';
import { connection } from '../../data/connection.ts';
import { notifyProblem } from '../../data/problem.ts';
import { notify } from '../../design/notices.tsx';
import { wordsNow } from '../../design/use-words.ts';
import { download, fileName } from '../artifact/exports.ts';
import { words } from './words.ts';

/** Gives the person a chat as a file, with the files and models that belong to it. */
export async function exportThread(threadId: string, title: string): Promise<void> {
  const t = wordsNow(words);
  try {
    const file = await exportChat(connection, threadId);
    download(new Blob([JSON.stringify(file)], { type: 'application/json' }), fileName(title, 'chat.json'));
    notify({ tone: 'done', text: t.exported });
  } catch (error) {
    const isTooLarge = error instanceof AmeideError && error.reason === 'chat_too_large';
    if (isTooLarge) notify({ tone: 'trouble', text: t.tooLarge });
    else notifyProblem(error);
  }
}
