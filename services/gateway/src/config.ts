import { hostname } from 'node:os';
import { seconds } from '@ameide/service-kit/config';
import { z } from 'zod';
import { DEFAULT_GATEWAY_CONFIG, type GatewayConfig } from './app/gateway-config.ts';

/** What the gateway reads from its environment when it is a process of its own. */
export const environmentSchema = z.object({
  /** Where the frames of runs are kept; in the memory of this process unless given, which suits one replica. */
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  AGENT_MODEL: z.string().max(128).optional(),
  MAX_RUNS_PER_USER: z.coerce.number().int().min(1).max(1000).default(DEFAULT_GATEWAY_CONFIG.maxRunsPerUser),
  RUN_TIMEOUT_SECONDS: seconds(DEFAULT_GATEWAY_CONFIG.runTimeoutMs),
  HEARTBEAT_SECONDS: seconds(DEFAULT_GATEWAY_CONFIG.heartbeatIntervalMs),
  LEASE_SECONDS: seconds(DEFAULT_GATEWAY_CONFIG.leaseDurationMs),
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
    runTimeoutMs: environment.RUN_TIMEOUT_SECONDS,
    heartbeatIntervalMs: environment.HEARTBEAT_SECONDS,
    leaseDurationMs: environment.LEASE_SECONDS,
    host: environment.HOST_NAME,
  };
}
