import type { Refusal } from '@ameide/service-kit/errors';
import type { Shortfall } from '../domain/answer/reading.ts';

/** The reasons of the contract; `rpc/refusals.ts` says what clients get for each. */
export type RefusalReason =
  | Shortfall
  | 'invalid_request'
  | 'agent_not_found'
  | 'budget_exceeded'
  | 'definition_fixed'
  | 'metering_unavailable'
  | 'model_without_price'
  | 'model_busy'
  | 'model_unavailable'
  | 'model_unknown'
  | 'personal_data_found'
  | 'run_time_out'
  | 'step_limit_reached'
  | 'tool_unknown';

/** Ends a run, from however deep in its graph. */
export class RunRefused extends Error {
  readonly refused: Refusal<RefusalReason>;

  /** @param cause for the log only */
  constructor(reason: RefusalReason, message?: string, metadata?: Readonly<Record<string, string>>, cause?: unknown) {
    super(message ?? reason, { cause });
    this.refused = { reason, ...(message && { message }), ...(metadata && { metadata }) };
  }
}
