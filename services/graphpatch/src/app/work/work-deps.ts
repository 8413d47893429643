import type { Answers, ContractJson } from '../answer-ports.ts';
import type { Aggregates } from '../ports.ts';

/** What work in a thread needs. */
export interface WorkDeps {
  readonly aggregates: Aggregates;
  readonly json: ContractJson;
  readonly answers: Answers;
  /** Does what nobody waits for, once the answer is on its way; it must not throw. */
  readonly later: (work: () => void) => void;
}
