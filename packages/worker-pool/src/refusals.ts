/** Why a pool does not do what it is asked for. */
export type WorkRefusalReason =
  /** The task has computed for longer than it may. */
  | 'work_budget_exceeded'
  /** The task needs more memory than it may. */
  | 'work_memory_exceeded'
  /** More tasks wait than the pool takes, of one tenant or of all. */
  | 'too_busy'
  /** The pool has been stopped. */
  | 'server_stopping';

/** A pool refuses. The message is for clients; `@ameide/service-kit` maps it to an error of theirs. */
export class WorkRefused extends Error {
  override readonly name = 'WorkRefused';
  readonly reason: WorkRefusalReason;
  readonly metadata: Readonly<Record<string, string>>;

  constructor(reason: WorkRefusalReason, message: string, metadata: Readonly<Record<string, string>> = {}) {
    super(message);
    this.reason = reason;
    this.metadata = metadata;
  }
}

const RETRY_AFTER_MS = 1_000;

export function budgetExceeded(budgetMs: number): WorkRefused {
  const message = `The request needs more than ${budgetMs} ms of computing, which is what one may take. Ask for less at once.`;
  return new WorkRefused('work_budget_exceeded', message, { budget_ms: String(budgetMs) });
}

export function memoryExceeded(memoryMb: number): WorkRefused {
  const message = `The request needs more than ${memoryMb} MB of memory, which is what one may take. Ask for less at once.`;
  return new WorkRefused('work_memory_exceeded', message, { memory_mb: String(memoryMb) });
}

export function tooBusy(whose: 'everybody' | 'tenant'): WorkRefused {
  const who = whose === 'tenant' ? 'Too many requests of yours are waiting' : 'Too many requests are waiting';
  return new WorkRefused('too_busy', `${who}. Try again in a moment.`, { retry_after_ms: String(RETRY_AFTER_MS) });
}

export function poolStopped(): WorkRefused {
  return new WorkRefused('server_stopping', 'The service is stopping. Repeat the request.');
}
