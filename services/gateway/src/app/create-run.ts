import type { InternalIdentity } from '@ameide/service-kit/auth';
import type { RunStore } from '../adapters/run-store.ts';
import type { Threads } from '../adapters/threads.ts';
import { type EndedRun, endedRun } from '../domain/run/state.ts';
import type { Executor } from './executor.ts';
import type { AgentRegistry } from './ports.ts';

/** The agent of chats that name none. */
const DEFAULT_AGENT = 'chat';

export interface CreateRunDeps {
  readonly store: RunStore;
  readonly threads: Threads;
  readonly agents: AgentRegistry;
  readonly executor: Executor;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A UUID. */
  readonly newId: () => string;
}

export interface CreateRunRequest {
  readonly threadId: string;
  readonly idempotencyKey: string;
  /** Empty for the chat's own. */
  readonly agentId: string;
}

export interface CreatedRun {
  readonly runId: string;
  readonly agentId: string;
  /** The run, if the key was used before and it has ended since. */
  readonly ended: EndedRun | undefined;
}

export type RunRefusal = 'agent_not_found' | 'thread_empty' | 'idempotency_key_reused' | 'too_many_runs';

/**
 * Creates the run that answers a chat and begins to work on it, or finds the one that the key was used for.
 * Refusals of threads, such as `thread_not_found`, are thrown as that service made them.
 */
export async function createRun(
  { store, threads, agents, executor, now, newId }: CreateRunDeps,
  { threadId, idempotencyKey, agentId: wanted }: CreateRunRequest,
  identity: InternalIdentity,
): Promise<CreatedRun | { readonly refused: RunRefusal }> {
  const { tenantId, actorId: requestedBy, roles, requestId = '', traceparent = '' } = identity;
  const chat = await threads.chat(identity, threadId);
  if (chat.messageCount === 0) return { refused: 'thread_empty' };
  const agentId = wanted || chat.agentId || DEFAULT_AGENT;
  if ((await agents.find(tenantId, agentId)) === undefined) return { refused: 'agent_not_found' };

  const created = await store.create({
    tenantId,
    runId: newId(),
    threadId,
    agentId,
    requestedBy,
    roles,
    requestId,
    traceparent,
    messageCount: chat.messageCount,
    idempotencyKey,
    payload: { threadId, agentId: wanted },
    at: now(),
  });
  switch (created.outcome) {
    case 'refused':
      return { refused: created.reason };
    case 'exists':
      return { runId: created.runId, agentId, ended: endedRun(await store.find({ tenantId, runId: created.runId })) };
    case 'started':
      executor.start(created.task);
      return { runId: created.task.runId, agentId, ended: undefined };
  }
}
