import type { Command, RunCommand } from '@ameide/event-store';
import type { Transaction } from '@ameide/postgres';
import type { Refusal } from '../domain/refusal.ts';
import { decideInChat } from './decide-in-chat.ts';
import type { Known, ReadKnown } from './ports.ts';

/** A patch of a run that a person has approved. */
export interface AppliedPatch {
  readonly runId: string;
  readonly artifactId: string;
  /** Subject of the person. */
  readonly approvedBy: string;
  /** Milliseconds since 1970. */
  readonly appliedAt: number;
}

/** What is known of runs whose patches were applied. Transactions act for the tenant. */
export interface AppliedRuns {
  /** Until the transaction ends nobody else hears of a patch of the run, or records what it has said. */
  lock(tx: Transaction, tenantId: string, runId: string): Promise<void>;
  /** What the run has changed, as far as is known. */
  artifactsOf(
    tx: Transaction,
    runId: string,
  ): Promise<readonly { readonly artifactId: string; readonly appliedAt: number }[]>;
  /** Remembers that it has changed an artifact. @returns the chat that it has spoken in, if it has */
  remember(tx: Transaction, patch: AppliedPatch): Promise<string | undefined>;
}

export interface MarkModifiedDeps {
  readonly run: RunCommand;
  readonly readKnown: ReadKnown;
  readonly appliedRuns: AppliedRuns;
}

/** Of one event: less than what the feed allows. */
const DEADLINE_MS = 20_000;

/**
 * The chat of a run has modified what its patch changed. What the run says may come later: then `recordAnswer` finds what is
 * remembered here. A repeat changes nothing.
 */
export async function markModified(
  { run, readKnown, appliedRuns }: MarkModifiedDeps,
  tenantId: string,
  patch: AppliedPatch,
  tx: Transaction,
): Promise<void> {
  const { runId, artifactId, appliedAt: at, approvedBy: actor } = patch;
  await appliedRuns.lock(tx, tenantId, runId);
  const chatId = await appliedRuns.remember(tx, patch);
  if (chatId === undefined) return;
  const command: Command<Known, undefined, Refusal> = {
    read: (source) => readKnown(source, { chatId }),
    decide({ chat }) {
      const decision = decideInChat([{ type: 'MarkModified', chatId, artifactId, at }], chat);
      return 'refused' in decision ? decision : { changes: decision.changes, answer: undefined };
    },
  };
  const ended = await run(command, { tenantId, metadata: { actor }, signal: AbortSignal.timeout(DEADLINE_MS) });
  // A chat that was erased meanwhile has modified nothing any more.
  if ('refused' in ended && ended.refused.reason !== 'thread_not_found') throw new Error(ended.refused.reason);
}
