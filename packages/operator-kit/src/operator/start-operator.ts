import type { ReadinessCheck } from '@ameide/service-kit/health';
import type { Logger } from '@ameide/service-kit/telemetry';
import { createDiscovery } from '../api/discovery.ts';
import type { KubeConfig } from '../api/kube-config.ts';
import { createTransport } from '../api/transport.ts';
import { type LeaderElectionOptions, type Leadership, runLeaderElection } from '../leader/leader-election.ts';
import { type ControllerOptions, startController } from './controller.ts';
import { type AnyOperator, namesOf } from './definition.ts';
import { createAnswerMetrics } from './metrics.ts';

/** A cache that has not heard of the API server for as long, in ms, is not ready: more than a dead watch takes to be noticed. */
const SILENCE_MS = 120_000;
/** A key that is worked on for as long, in ms, means that this process is wedged. */
const WEDGED_MS = 300_000;

/** What operators are run with. */
export interface OperatorOptions extends Pick<ControllerOptions, 'logger' | 'recheckMs' | 'resyncMs' | 'workers'> {
  readonly kubeConfig: KubeConfig;
  readonly logger: Logger;
  /** Where its lease is, and who it is; false if it is known to be alone. */
  readonly leaderElection:
    | false
    | Pick<LeaderElectionOptions, 'namespace' | 'identity' | 'leaseSeconds' | 'deadlineMs' | 'retryMs'>;
}

/** Operators at work. */
export interface Operator {
  /** Resolves when they have seen everything and work on it, as the leader. */
  readonly leading: Promise<void>;
  /** For `createHealth`. */
  readonly checks: Readonly<Record<string, ReadinessCheck>>;
  /** Lets work end, gives the lease back, closes connections. */
  stop(): Promise<void>;
}

/** Starts an operator; it goes on until it is stopped, whatever the API server does. */
export function startOperator(definition: AnyOperator, options: OperatorOptions): Operator {
  return startOperators(
    { name: definition.name, lease: namesOf(definition).lease, definitions: [definition] },
    options,
  );
}

/** Operators that share a process, its connections and one lease. */
export interface OperatorGroup {
  /** In metrics. */
  readonly name: string;
  /** Another one than those of the operators alone: whoever runs the group does not run these beside it. */
  readonly lease: string;
  readonly definitions: readonly AnyOperator[];
}

/** Starts several operators as one: they lead together. */
export function startOperators({ name, lease, definitions }: OperatorGroup, options: OperatorOptions): Operator {
  const { logger, kubeConfig } = options;
  const stopping = new AbortController();
  const answered = createAnswerMetrics(name);
  const transport = createTransport({
    kubeConfig,
    onAnswer: ({ method }, status, seconds) => answered(method, status, seconds),
  });
  const discovery = createDiscovery(transport);
  const controllers = definitions.map((definition) =>
    startController(definition, {
      ...options,
      logger: definitions.length > 1 ? logger.child({ operator: definition.name }) : logger,
      transport,
      discovery,
      stopping: stopping.signal,
    }),
  );
  const leading = Promise.all(controllers.map((controller) => controller.leading)).then(() => {});
  leading.catch(() => {});
  const lead = async (leadership: Leadership) => {
    await Promise.all(controllers.map((controller) => controller.lead(leadership)));
  };
  const running =
    options.leaderElection === false
      ? lead({ check() {}, signal: new AbortController().signal })
      : runLeaderElection(
          {
            ...options.leaderElection,
            transport,
            name: lease,
            healthy: () => controllers.every((controller) => controller.longestMs() < WEDGED_MS),
            onError: (err) => logger.warn({ err }, 'the lease was not written'),
          },
          stopping.signal,
          lead,
        );
  return {
    leading,
    checks: {
      caches: async () => {
        const silent = new Set(controllers.flatMap((each) => each.silent(SILENCE_MS).map(({ kind }) => kind)));
        if (silent.size === 0) return;
        const isSynced = controllers.every((each) => each.isSynced());
        const fault = isSynced ? 'The API server is silent about' : 'It is still listing';
        throw new Error(`${fault} ${[...silent].join(', ')}.`);
      },
    },
    async stop() {
      stopping.abort();
      await running;
      await Promise.all(controllers.map((controller) => controller.stop()));
      await transport.close();
    },
  };
}
