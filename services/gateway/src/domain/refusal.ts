/** Why a command to a run is refused. An attempt is superseded when another process has begun a later one. */
export interface Refusal {
  readonly reason:
    | 'run_not_found'
    | 'run_ended'
    | 'attempt_superseded'
    | 'interrupt_not_found'
    | 'interrupt_decided'
    | 'interrupt_expired';
  readonly metadata?: Readonly<Record<string, string>>;
}

export const runNotFound = (id: string): Refusal => ({ reason: 'run_not_found', metadata: { id } });
