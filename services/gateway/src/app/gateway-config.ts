/** How the gateway behaves. */
export interface GatewayConfig {
  /** Model that every agent runs on, instead of its own: `offline`, `openai:<model>` or `anthropic:<model>`. */
  readonly agentModel: string | undefined;
  /** Runs of one user that may be active at once. */
  readonly maxRunsPerUser: number;
  /** How long one attempt of a run may take; then it fails with `run_time_out`. */
  readonly runTimeoutMs: number;
  /** A run is begun this often at most; then it fails with `attempts_exhausted`. */
  readonly maxAttempts: number;
  /** How long an interrupted run waits for its next attempt, for each attempt that it had. */
  readonly retryDelayMs: number;
  /** How long the end of a run is tried: the answer to be recorded, else it fails with `answer_not_recorded`. */
  readonly recordTimeoutMs: number;
  /** A connection without frames gets a heartbeat this often. */
  readonly heartbeatIntervalMs: number;
  /** How long a run belongs to a process that does not renew its lease. */
  readonly leaseDurationMs: number;
  /** How often leases are renewed, abandoned runs looked for, and runs of other processes looked at. */
  readonly pollIntervalMs: number;
  /** How long after its end a run can be resumed and what it has said is kept here; the thread keeps it for ever. */
  readonly retentionMs: number;
  /** Name of this machine or pod. */
  readonly host: string;
  /** Take the runs of earlier processes of this host over at once. Only where a host never runs two gateways. */
  readonly takeOverAtStart: boolean;
}

const SECOND_MS = 1000;

export const DEFAULT_GATEWAY_CONFIG: GatewayConfig = {
  agentModel: undefined,
  maxRunsPerUser: 10,
  runTimeoutMs: 600 * SECOND_MS,
  maxAttempts: 3,
  retryDelayMs: 2 * SECOND_MS,
  recordTimeoutMs: 30 * SECOND_MS,
  heartbeatIntervalMs: 15 * SECOND_MS,
  leaseDurationMs: 15 * SECOND_MS,
  pollIntervalMs: SECOND_MS,
  retentionMs: 24 * 3600 * SECOND_MS,
  host: 'localhost',
  takeOverAtStart: false,
};
