import { type Command, change, type RunCommand } from '@ameide/event-store';
import type { Transaction } from '@ameide/postgres';
import type { EraseChat } from '../domain/chat/commands.ts';
import { decideErasure } from '../domain/chat/decide.ts';
import type { Known, ReadKnown } from './ports.ts';

/** What an erasure needs of the storage. */
export interface Erasure {
  /** Chats of any tenant whose retention was over at an instant, in milliseconds since 1970; the first deleted first. */
  due(at: number, limit: number): Promise<readonly { readonly tenantId: string; readonly id: string }[]>;
  /** Destroys the key, and what is in no event and no row of a projection. */
  destroy(tx: Transaction, tenantId: string, chatId: string): Promise<void>;
}

export interface EraseDeps {
  readonly run: RunCommand;
  readonly readKnown: ReadKnown;
  readonly erasure: Erasure;
  readonly retentionMs: (tenantId: string) => number;
  readonly now: () => number;
}

const BATCH = 100;

/**
 * Erases chats for good whose retention after their deletion is over. Several at once do no harm; what fails is tried by the
 * next one. @returns how many went
 */
export async function eraseChats(deps: EraseDeps, signal: AbortSignal): Promise<number> {
  const { run, readKnown, erasure, retentionMs, now } = deps;
  let erased = 0;
  for (let went = BATCH; went === BATCH; erased += went) {
    went = 0;
    const at = now();
    for (const { tenantId, id: chatId } of await erasure.due(at, BATCH)) {
      const command = { type: 'EraseChat', chatId, at, retentionMs: retentionMs(tenantId) } as const;
      const ended = await run(eraseChat(readKnown, erasure, tenantId, command), { tenantId, metadata: {}, signal });
      if ('answer' in ended && ended.answer) went += 1;
    }
  }
  return erased;
}

/** Answers whether something was there to be erased. */
function eraseChat(
  readKnown: ReadKnown,
  erasure: Erasure,
  tenantId: string,
  command: EraseChat,
): Command<Known, boolean, never> {
  const { chatId } = command;
  return {
    read: (source) => readKnown(source, { chatId }),
    decide({ chat }) {
      const events = decideErasure(command, chat.state);
      if (events.length === 0) return { changes: [], answer: false };
      return {
        changes: [change(chat, events)],
        answer: true,
        write: async (tx) => void (await erasure.destroy(tx, tenantId, chatId)),
      };
    },
  };
}
