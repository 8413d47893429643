/** Why a command is refused; reasons as in the contract. */
export interface Refusal {
  readonly reason: 'thread_not_found' | 'artifact_not_found';
  /** What was not found. */
  readonly id: string;
}
