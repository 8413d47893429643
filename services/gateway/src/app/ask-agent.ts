import { createHash } from 'node:crypto';
import { identityOf, type RequestContext, serverStopping } from '@ameide/service-kit/rpc';
import type { WhenBusy } from '../domain/run/state.ts';
import { type CreatedRun, createRun } from './create-run.ts';
import type { GatewayDeps } from './deps.ts';
import { rememberName } from './directory.ts';
import type { ChatInput } from './ports/chats.ts';
import { type Refused, refuse } from './refusal.ts';

/** Of what was said before, as much as agents are given besides the question. */
const MAX_HISTORY = 100;

/** Something that is asked outside of the workspace. */
export interface Question {
  /** Empty for the thread's own agent. */
  readonly agentId: string;
  /** A thread of the caller; a new one is made unless given. */
  readonly threadId?: string | undefined;
  /** What is said to have been said before. */
  readonly history: readonly ChatInput[];
  readonly text: string;
  /** What becomes of runs that go on in the thread; this one waits for them unless given. */
  readonly whenBusy?: WhenBusy;
  /** Makes a repeat safe, for this caller: it leads to the same thread and run. */
  readonly key: string;
}

/** The key that a run is asked for with, of any length. `of` keeps the callers of several protocols apart. */
export function runKey(of: string, key: string): string {
  return `${of}.${createHash('sha256').update(key).digest('base64url')}`;
}

/**
 * Records a question in a thread and lets an agent answer it, exactly once for a key. What the services refuse, such as
 * `thread_not_found`, is thrown as they made it.
 */
export async function askAgent(
  deps: GatewayDeps,
  caller: RequestContext,
  { agentId, threadId: given, history, text, key, whenBusy = 'enqueue' }: Question,
): Promise<(CreatedRun & { readonly threadId: string }) | Refused> {
  if (deps.executor.stopping) throw serverStopping();
  const { chats, agents, directory } = deps;
  const identity = identityOf(caller);
  await rememberName(directory, caller);
  if (agentId !== '' && (await agents.find(caller.tenantId, agentId)) === undefined) return refuse('agent_not_found');
  const threadId = given ?? (await chats.create(identity, { agentId, key: `${key}.chat` }));
  for (const [index, said] of history.slice(-MAX_HISTORY).entries()) {
    await chats.send(identity, threadId, said, `${key}.${index}`);
  }
  await chats.send(identity, threadId, { speaker: 'caller', text }, `${key}.question`);
  const created = await createRun(deps, { threadId, idempotencyKey: key, agentId, whenBusy }, identity);
  return 'refused' in created ? created : { ...created, threadId };
}
