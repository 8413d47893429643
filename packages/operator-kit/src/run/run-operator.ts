import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import type { Environment } from '@ameide/service-kit/config';
import { startHealthServer } from '@ameide/service-kit/health';
import { runProcess } from '@ameide/service-kit/process';
import type { Logger } from '@ameide/service-kit/telemetry';
import type { z } from 'zod';
import type { AnyOperator } from '../operator/definition.ts';
import {
  type Operator,
  type OperatorGroup,
  type OperatorOptions,
  startOperator,
  startOperators,
} from '../operator/start-operator.ts';
import { loadKubeConfig } from './load-kube-config.ts';
import { type OperatorEnvironment, operatorSchema } from './operator-environment.ts';

/** An operator, or several together, as a process. */
export interface OperatorProcess<Extra extends z.ZodRawShape> {
  /** Name in logs and metrics. */
  readonly name: string;
  /** Variables that it reads beside `operatorEnvironment`. */
  readonly environment: Extra;
  /** `process.env`. */
  readonly env: Environment;
  readonly operator: (
    environment: Readonly<OperatorEnvironment & z.output<z.ZodObject<Extra>>>,
    logger: Logger,
  ) => AnyOperator | OperatorGroup;
}

/**
 * Runs an operator until the process is told to end by SIGTERM or SIGINT: then work ends and the lease is given back. When
 * it cannot start, the process says why and ends with code 1. A replica that does not lead is ready too: `/readyz` says
 * that it sees the cluster.
 */
export async function runOperator<Extra extends z.ZodRawShape>(definition: OperatorProcess<Extra>): Promise<void> {
  await runProcess({
    name: definition.name,
    schema: operatorSchema(definition.environment),
    env: definition.env,
    async start(environment, { logger, onStop }) {
      keepHeapSmall();
      const kubeConfig = loadKubeConfig(environment.KUBECONFIG);
      let operator: Operator | undefined;
      const ready = async () => {
        if (operator === undefined) throw new Error('It is starting or stopping.');
        await Promise.all(Object.values(operator.checks).map((check) => check()));
      };
      const health = await startHealthServer(environment.PORT, { checks: { operator: ready }, logger });
      onStop(() => health.close());
      const what = definition.operator(environment, logger);
      const options: OperatorOptions = {
        kubeConfig,
        logger,
        workers: environment.WORKERS,
        resyncMs: environment.RESYNC_SECONDS * 1_000,
        leaderElection: leaderElection(environment),
      };
      const started = 'definitions' in what ? startOperators(what, options) : startOperator(what, options);
      operator = started;
      onStop(() => {
        operator = undefined;
        return started.stop();
      });
      return health;
    },
  });
}

/**
 * What lists and answers leave behind is cleared away when the heap has grown by a part, not when it has grown to several
 * times its size: a third of the memory for a third more of work while a cluster is listed.
 */
function keepHeapSmall(): void {
  setFlagsFromString('--optimize-for-size');
  setFlagsFromString('--heap-growing-percent=40');
}

function leaderElection(environment: OperatorEnvironment): OperatorOptions['leaderElection'] {
  if (environment.LEADER_ELECTION === 'off') return false;
  return {
    namespace: environment.POD_NAMESPACE,
    // A container that is started anew keeps the pod's name, but is another process.
    identity: `${environment.HOST_NAME ?? hostname()}_${randomUUID()}`,
    leaseSeconds: environment.LEASE_SECONDS,
    deadlineMs: environment.LEASE_DEADLINE_SECONDS * 1_000,
    retryMs: environment.LEASE_RETRY_SECONDS * 1_000,
  };
}
