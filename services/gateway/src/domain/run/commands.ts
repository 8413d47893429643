import type { RunCreated, RunEnded, RunInterrupted, RunResumed, RunStarted } from './events.ts';

/** What is asked of a run: the facts of an event, and when, in milliseconds since 1970. */
interface Asked<Type extends string> {
  readonly type: Type;
  readonly at: number;
}

/** Creates a run under an id that nobody uses yet. */
export type CreateRun = Asked<'CreateRun'> & Omit<RunCreated, 'type' | 'createdAt'>;

/** A process begins to work on a run, or takes it over with a higher attempt. */
export type StartRun = Asked<'StartRun'> & Omit<RunStarted, 'type' | 'startedAt'>;

/** Ends a run, also one that never began. */
export type EndRun = Asked<'EndRun'> & Omit<RunEnded, 'type' | 'endedAt'>;

/** The agent asks a person; the process that works on the run gives it up. */
export type InterruptRun = Asked<'InterruptRun'> & Omit<RunInterrupted, 'type' | 'interruptedAt'>;

/** A person answers. */
export type ResumeRun = Asked<'ResumeRun'> &
  Omit<RunResumed, 'type' | 'resumedAt' | 'resumedBy' | 'threadId'> & { readonly userId: string };

export type RunCommand = CreateRun | StartRun | InterruptRun | ResumeRun | EndRun;
