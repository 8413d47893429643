import { hostname } from 'node:os';
import { seconds } from '@ameide/service-kit/config';
import { z } from 'zod';

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

/** What the gateway reads from its environment when it is a process of its own. */
export const environmentSchema = z.object({
  /** Where the frames of runs are kept; in the memory of this process unless given, which suits one replica. */
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  AGENT_MODEL: z
    .string()
    .max(128)
    .regex(
      /^(offline|(openai|anthropic):.*\S.*)$/,
      'The model is none of "offline", "openai:<model>" and "anthropic:<model>".',
    )
    .optional(),
  MAX_RUNS_PER_USER: z.coerce.number().int().min(1).max(1000).default(DEFAULT_GATEWAY_CONFIG.maxRunsPerUser),
  RUN_TIMEOUT_SECONDS: seconds(DEFAULT_GATEWAY_CONFIG.runTimeoutMs / SECOND_MS),
  HEARTBEAT_SECONDS: seconds(DEFAULT_GATEWAY_CONFIG.heartbeatIntervalMs / SECOND_MS),
  LEASE_SECONDS: seconds(DEFAULT_GATEWAY_CONFIG.leaseDurationMs / SECOND_MS),
  HOST_NAME: z
    .string()
    .regex(/^[^/]+$/)
    .default(hostname()),
});

/** The part of the environment that concerns runs. */
export function gatewayConfig(environment: z.output<typeof environmentSchema>): GatewayConfig {
  return {
    ...DEFAULT_GATEWAY_CONFIG,
    agentModel: environment.AGENT_MODEL,
    maxRunsPerUser: environment.MAX_RUNS_PER_USER,
    runTimeoutMs: environment.RUN_TIMEOUT_SECONDS * SECOND_MS,
    heartbeatIntervalMs: environment.HEARTBEAT_SECONDS * SECOND_MS,
    leaseDurationMs: environment.LEASE_SECONDS * SECOND_MS,
    host: environment.HOST_NAME,
  };
}
