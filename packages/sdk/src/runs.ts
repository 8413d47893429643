import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import type { Frame, Run, WhenBusy } from '@ameide/contracts/inference/v1/run';
import { type Client, createClient } from '@connectrpc/connect';
import type { Connection, StreamOptions } from './connection.ts';
import { createRunSource } from './run-stream.ts';

/** Runs of agents. */
export interface Runs {
  readonly inference: Client<typeof InferenceService>;
  /**
   * Has an agent answer the last message of a chat, and streams the answer: every frame exactly once and in order, over as
   * many connections as it takes, up to the status with which the run ends. Heartbeats come in between.
   *
   * @param request.idempotencyKey makes a repeat return to the same run; a new one by default
   * @throws AmeideError; the signal's reason when it is aborted, which does not cancel the run
   */
  generate(
    request: {
      readonly threadId: string;
      readonly agentId?: string;
      readonly idempotencyKey?: string;
      /** What happens while another run of the chat goes on: the new one waits, unless told. */
      readonly whenBusy?: WhenBusy;
    },
    options?: StreamOptions,
  ): AsyncGenerator<Frame, void>;
  /** Continues the stream of a run after the frame that had this token; as `generate` otherwise. */
  resume(resumeToken: string, options?: StreamOptions): AsyncGenerator<Frame, void>;
  /** Cancels a run by its id, or by its key even before there is a run; what was said stays. */
  cancel(
    which: { readonly runId: string } | { readonly idempotencyKey: string },
    options?: StreamOptions,
  ): Promise<Run | undefined>;
}

export function createRuns({ transport, follow }: Connection): Runs {
  const inference = createClient(InferenceService, transport);
  return {
    inference,
    generate({ threadId, agentId = '', idempotencyKey = crypto.randomUUID(), whenBusy }, options = {}) {
      const start = { threadId, agentId, idempotencyKey, ...(whenBusy !== undefined && { whenBusy }) };
      return follow(createRunSource(inference, start), options);
    },
    resume: (resumeToken, options = {}) => follow(createRunSource(inference, { resumeToken }), options),
    async cancel(which, options = {}) {
      const run =
        'runId' in which
          ? ({ case: 'runId', value: which.runId } as const)
          : ({ case: 'idempotencyKey', value: which.idempotencyKey } as const);
      return (await inference.cancelRun({ run }, options)).run;
    },
  };
}
