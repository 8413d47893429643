import { hostname } from 'node:os';
import { seconds } from '@ameide/service-kit/config';
import { z } from 'zod';

const SECOND_MS = 1000;

/** How the gateway behaves unless it is told. */
export const DEFAULT_GATEWAY_CONFIG = {
  /** Model that every agent runs on, instead of its own: `offline`, `openai:<model>` or `anthropic:<model>`. */
  agentModel: undefined as string | undefined,
  /** Plan of the tenants who were given none: a file in `plans/`. */
  defaultPlan: 'enterprise',
  /** How long one attempt of a run may take; then it fails with `run_time_out`. */
  runTimeoutMs: 600 * SECOND_MS,
  /** A run is begun this often at most; then it fails with `attempts_exhausted`. */
  maxAttempts: 3,
  /** How long a run waits for a person; then it is cancelled with `approval_expired`. */
  approvalTimeoutMs: 24 * 3600 * SECOND_MS,
  /** How long an interrupted run waits for its next attempt, for each attempt that it had. */
  retryDelayMs: 2 * SECOND_MS,
  /** How long the end of a run is tried: the answer to be recorded, else it fails with `answer_not_recorded`. */
  recordTimeoutMs: 30 * SECOND_MS,
  /** A connection without frames gets a heartbeat this often. */
  heartbeatIntervalMs: 15 * SECOND_MS,
  /** How long a run belongs to a process that does not renew its lease. */
  leaseDurationMs: 15 * SECOND_MS,
  /** How long a hold outlives the last that was heard of its call; then it is settled as far as it was seen. */
  holdDurationMs: 60 * SECOND_MS,
  /** How often leases are renewed, abandoned runs looked for, and runs of other processes looked at. */
  pollIntervalMs: SECOND_MS,
  /** How long after its end a run can be resumed and what it has said is kept here; the thread keeps it for ever. */
  retentionMs: 24 * 3600 * SECOND_MS,
  /** Origins whose pages may use the MCP server; programs that are no pages may anyway. */
  mcpOrigins: [] as readonly string[],
  /** Name of this machine or pod. */
  host: 'localhost',
  /** Take the runs of earlier processes of this host over at once. Only where a host never runs two gateways. */
  takeOverAtStart: false,
};

export type GatewayConfig = Readonly<typeof DEFAULT_GATEWAY_CONFIG>;

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
  /** What happens with limits while Redis is away: each replica limits by itself, or nobody passes. */
  LIMITS_WITHOUT_REDIS: z.enum(['open', 'closed']).default('open'),
  DEFAULT_PLAN: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,63}$/)
    .default(DEFAULT_GATEWAY_CONFIG.defaultPlan),
  RUN_TIMEOUT_SECONDS: seconds(DEFAULT_GATEWAY_CONFIG.runTimeoutMs / SECOND_MS),
  APPROVAL_TIMEOUT_SECONDS: seconds(DEFAULT_GATEWAY_CONFIG.approvalTimeoutMs / SECOND_MS),
  HEARTBEAT_SECONDS: seconds(DEFAULT_GATEWAY_CONFIG.heartbeatIntervalMs / SECOND_MS),
  LEASE_SECONDS: seconds(DEFAULT_GATEWAY_CONFIG.leaseDurationMs / SECOND_MS),
  /** Separated by commas, such as `https://inspector.example.com`. */
  MCP_ORIGINS: z
    .string()
    .regex(
      /^(https?:\/\/[^\s,/]+(,https?:\/\/[^\s,/]+)*)?$/,
      'Origins are separated by commas, such as https://a.example,https://b.example.',
    )
    .default(''),
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
    defaultPlan: environment.DEFAULT_PLAN,
    runTimeoutMs: environment.RUN_TIMEOUT_SECONDS * SECOND_MS,
    approvalTimeoutMs: environment.APPROVAL_TIMEOUT_SECONDS * SECOND_MS,
    heartbeatIntervalMs: environment.HEARTBEAT_SECONDS * SECOND_MS,
    leaseDurationMs: environment.LEASE_SECONDS * SECOND_MS,
    mcpOrigins: environment.MCP_ORIGINS.split(',').filter(Boolean),
    host: environment.HOST_NAME,
  };
}
