/** What a step came to. */
export type StepResult =
  | { readonly done: true }
  | {
      readonly done: false;
      /** For people. */
      readonly waitingFor: string;
      /** What does not go by itself, by name, for `finalizing`. */
      readonly heldBy?: readonly string[] | undefined;
      /** When the step is run again, in ms; 5,000 by default. */
      readonly requeueAfterMs?: number;
    };

/** One thing to take down before an object may go. Called until it is done, and again after a restart: idempotent. */
export interface FinalizerStep<Context> {
  readonly name: string;
  readonly run: (context: Context, signal: AbortSignal) => Promise<StepResult>;
}

/** The step that is not done. */
export interface Unfinished {
  readonly done: false;
  readonly step: string;
  readonly waitingFor: string;
  /** As the step says; empty if it says nothing of it. */
  readonly heldBy: readonly string[];
  readonly requeueAfterMs: number;
  /** True if the step threw; then `waitingFor` is the error's message. */
  readonly failed: boolean;
  /** Steps that are done, of how many. */
  readonly progress: readonly [done: number, of: number];
}

/** How far the steps came. */
export type Finalization = { readonly done: true } | Unfinished;

const REQUEUE_AFTER_MS = 5_000;

/** Runs steps in their order up to the first that is not done. Nothing is remembered: a step that is done says so again. */
export async function runFinalizers<Context>(
  steps: readonly FinalizerStep<Context>[],
  context: Context,
  signal: AbortSignal,
): Promise<Finalization> {
  for (const [index, step] of steps.entries()) {
    const progress = [index, steps.length] as const;
    try {
      const result = await step.run(context, signal);
      if (result.done) continue;
      const { waitingFor, heldBy = [], requeueAfterMs = REQUEUE_AFTER_MS } = result;
      return { done: false, step: step.name, waitingFor, heldBy, requeueAfterMs, failed: false, progress };
    } catch (error) {
      if (signal.aborted) throw error;
      const waitingFor = error instanceof Error ? error.message : String(error);
      const rest = { heldBy: [], requeueAfterMs: REQUEUE_AFTER_MS, failed: true, progress };
      return { done: false, step: step.name, waitingFor, ...rest };
    }
  }
  return { done: true };
}
