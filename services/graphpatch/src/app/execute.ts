import { type Command, type CommandIdempotency, fingerprint } from '@ameide/event-store';
import type { Refusal } from '@ameide/service-kit/errors';
import { eventMetadata } from '@ameide/service-kit/rpc';
import type { GraphpatchDeps } from './deps.ts';
import type { Caller } from './ports.ts';
import { type RefusalReason, refuse } from './refusal.ts';

/** Runs a command; its events say on whose behalf. What the runner refuses has the reasons of our contract. */
export async function execute<Known, Answer, Other = never>(
  { run }: Pick<GraphpatchDeps, 'run'>,
  caller: Caller,
  correlationId: string,
  command: Command<Known, Answer, Other | Refusal<RefusalReason>>,
): Promise<{ readonly answer: Answer } | { readonly refused: Other | Refusal<RefusalReason> }> {
  const { tenantId, signal } = caller;
  const executed = await run(command, { tenantId, signal, metadata: eventMetadata(caller, correlationId) });
  if ('answer' in executed) return executed;
  const refused = executed.refused as Partial<Pick<Refusal, 'conflict' | 'reason'>>;
  if (refused.reason === 'idempotency_key_reused') return refuse('correlation_id_reused');
  if (refused.reason === 'version_conflict') {
    return refuse('patch_conflict', undefined, { conflict: refused.conflict ?? { serverVersion: 0 } });
  }
  return { refused: refused as Other | Refusal<RefusalReason> };
}

/** Makes a repeat with the same correlation id safe; undefined when the caller gave none. */
export function idempotencyOf<Answer>(
  caller: Caller,
  procedure: string,
  correlationId: string,
  payload: unknown,
): CommandIdempotency<Answer> | undefined {
  if (correlationId === '') return undefined;
  return { scope: `${caller.actorId}/${procedure}`, key: correlationId, fingerprint: fingerprint(payload) };
}
