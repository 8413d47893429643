import { AmeideError, importChat } from '@ameide/sdk';
import { connection } from '../../data/connection.ts';
import { notifyProblem } from '../../data/problem.ts';
import { refreshAnswers } from '../../data/query-client.ts';
import { notify } from '../../design/notices.tsx';
import { wordsNow } from '../../design/use-words.ts';
import { words } from './words.ts';

/** @returns the chat that was made; undefined when it was not, which the person is told */
export async function importThread(file: File): Promise<string | undefined> {
  const t = wordsNow(words);
  try {
    const { threadId } = await importChat(connection, file);
    await refreshAnswers();
    notify({ tone: 'done', text: t.imported });
    return threadId;
  } catch (error) {
    const reason = error instanceof AmeideError ? error.reason : '';
    if (reason === 'chat_file_malformed') notify({ tone: 'trouble', text: t.noChatFile(file.name) });
    else if (reason === 'chat_file_too_large') notify({ tone: 'trouble', text: t.fileTooLarge });
    else notifyProblem(error);
    return undefined;
  }
}
