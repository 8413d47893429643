import type { ReadinessCheck } from '@ameide/service-kit/health';
import type { Logger } from '@ameide/service-kit/telemetry';
import { hasStatus } from '../api/api-error.ts';
import { createClient } from '../api/client.ts';
import { createDiscovery } from '../api/discovery.ts';
import type { KubeConfig } from '../api/kube-config.ts';
import type { ObjectKey } from '../api/kube-object.ts';
import { type Kind, kindName } from '../api/resource.ts';
import { createTransport } from '../api/transport.ts';
import type { Change } from '../cache/object-cache.ts';
import {
  type LeaderElectionOptions,
  type Leadership,
  LeadershipLost,
  runLeaderElection,
} from '../leader/leader-election.ts';
import { createWorkQueue, type WorkQueue } from '../queue/work-queue.ts';
import { createApplier } from './apply.ts';
import { type AnyOperator, namesOf } from './definition.ts';
import { createEventRecorder } from './events.ts';
import { startKindCaches } from './kind-caches.ts';
import { createOperatorMetrics } from './metrics.ts';
import { refName, refOf } from './observed.ts';
import { ownerKeys } from './ownership.ts';
import { createReconciler } from './reconciler.ts';
import { BY_REFERENCE, BY_UID, watchedKinds } from './watched-kinds.ts';

/** A cache that has not heard of the API server for as long, in ms, is not ready: more than a dead watch takes to be noticed. */
const SILENCE_MS = 120_000;
/** How long one attempt may take, in ms. */
const WORK_LIMIT_MS = 120_000;
/** A key that is worked on for as long, in ms, means that this process is wedged. */
const WEDGED_MS = 300_000;

/** What an operator is run with. */
export interface OperatorOptions {
  readonly kubeConfig: KubeConfig;
  readonly logger: Logger;
  /** Where its lease is, and who it is; false if it is known to be alone. */
  readonly leaderElection:
    | false
    | Pick<LeaderElectionOptions, 'namespace' | 'identity' | 'leaseSeconds' | 'deadlineMs' | 'retryMs'>;
  /** Objects that are worked on at once, 8 by default. */
  readonly workers?: number;
  /** How often everything is listed and reconciled anew, in ms; 600,000 by default. */
  readonly resyncMs?: number;
  /** How often it is looked whether a missing API is there by now, in ms; 30,000 by default. */
  readonly recheckMs?: number;
}

/** An operator at work. */
export interface Operator {
  /** Resolves when it has seen everything and works on it, as the leader. */
  readonly leading: Promise<void>;
  /** For `createHealth`. */
  readonly checks: Readonly<Record<string, ReadinessCheck>>;
  /** Lets work end, gives the lease back, closes connections. */
  stop(): Promise<void>;
}

/** Starts an operator; it goes on until it is stopped, whatever the API server does. */
export function startOperator(definition: AnyOperator, options: OperatorOptions): Operator {
  const { logger } = options;
  const names = namesOf(definition);
  const metrics = createOperatorMetrics(definition.name);
  const transport = createTransport({
    kubeConfig: options.kubeConfig,
    onAnswer: ({ method }, status, seconds) => metrics.answered(method, status, seconds),
  });
  const stopping = new AbortController();
  const leading = Promise.withResolvers<void>();
  leading.promise.catch(() => {});
  const primary = kindName(definition.kind);
  let queue: WorkQueue<ObjectKey> | undefined;

  const caches = startKindCaches({
    transport,
    discovery: createDiscovery(transport),
    kinds: watchedKinds(definition),
    recheckMs: options.recheckMs,
    relistMs: options.resyncMs,
    onChange: (kind, change) => {
      // Before it leads, nobody asks which objects are concerned, and to find out takes a while for a whole cluster.
      if (queue === undefined) return;
      for (const key of concerned(kind, change)) queue.add(key);
    },
    onListed: (kind) => {
      if (kindName(kind) === primary) addAll();
    },
    onServed: (kind, served) => {
      const isOwn = !served && kindName(kind) === primary;
      if (isOwn)
        logger.warn({ kind: primary }, 'the cluster lacks this operator’s own API: install its CRD, of charts/crds');
      else logger.info({ kind: kindName(kind) }, served ? 'the API is there now' : 'the cluster lacks an API');
      addAll();
    },
    onFault: (kind, cause, err) => {
      metrics.fault(kind.kind, cause);
      logger.warn({ kind: kindName(kind), cause, err }, 'watching was interrupted');
    },
  });
  const addAll = () => {
    queue?.addLowPriority(caches.cache(definition.kind)?.keys() ?? []);
  };
  /** The objects to reconcile because of a change. */
  const concerned = (kind: Kind, change: Change): readonly ObjectKey[] => {
    if (kindName(kind) === primary) return [change.key];
    const primaries = caches.cache(definition.kind);
    if (primaries === undefined) return [];
    const { object } = change;
    const owners = ownerKeys(object).flatMap((key) => primaries.keysBy(BY_UID, key));
    return [...owners, ...primaries.keysBy(BY_REFERENCE, refName(refOf(object)))];
  };

  const lead = async (leadership: Leadership) => {
    const client = createClient({
      transport,
      fieldManager: names.fieldManager,
      guard: leadership.check,
      signal: leadership.signal,
    });
    const recorder = createEventRecorder({
      client,
      requests: () => transport.stats.requests,
      onError: (err) => logger.warn({ err }, 'an Event was not written'),
    });
    const reconcile = createReconciler({
      definition,
      caches,
      client,
      applier: createApplier(client),
      recorder,
      check: leadership.check,
    });
    const over = AbortSignal.any([leadership.signal, stopping.signal]);
    await Promise.race([caches.synced, aborted(over)]);
    if (over.aborted) return;
    queue = createWorkQueue<ObjectKey>({
      workers: options.workers ?? 8,
      work: async (key, signal) => {
        const began = performance.now();
        let result = 'error';
        try {
          const limit = AbortSignal.timeout(WORK_LIMIT_MS);
          const done = await reconcile(key, AbortSignal.any([signal, leadership.signal, limit]));
          result = done.type;
          return done;
        } finally {
          metrics.reconciled(result, (performance.now() - began) / 1_000);
        }
      },
      onError: (key, err) => {
        const expected = hasStatus(err, 409) || err instanceof LeadershipLost;
        logger[expected ? 'debug' : 'warn']({ key, err }, 'not reconciled, will be tried again');
      },
    });
    logger.info('leading');
    leading.resolve();
    addAll();
    await aborted(over);
    const stopped = queue;
    queue = undefined;
    // What never ends would keep this process from ever leading again: it throws then, and the process ends.
    await stopped.stop(leadership.signal.aborted ? 0 : undefined);
    await recorder.flush();
    logger.info('no longer leading');
  };

  let isSynced = false;
  void caches.synced.then(() => {
    isSynced = true;
  });
  const unregister = metrics.gauges(() => ({
    depth: queue?.depth ?? 0,
    leader: queue !== undefined,
    objects: caches.cache(definition.kind)?.size ?? 0,
  }));
  const running =
    options.leaderElection === false
      ? lead({ check() {}, signal: new AbortController().signal })
      : runLeaderElection(
          {
            ...options.leaderElection,
            transport,
            name: names.lease,
            healthy: () => (queue?.longestMs() ?? 0) < WEDGED_MS,
            onError: (err) => logger.warn({ err }, 'the lease was not written'),
          },
          stopping.signal,
          lead,
        );
  return {
    leading: leading.promise,
    checks: {
      caches: async () => {
        const silent = caches.silent(SILENCE_MS).map(({ kind }) => kind);
        if (silent.length === 0) return;
        const fault = isSynced ? 'The API server is silent about' : 'It is still listing';
        throw new Error(`${fault} ${silent.join(', ')}.`);
      },
    },
    async stop() {
      stopping.abort();
      leading.reject(new Error('The operator was stopped before it led.'));
      unregister();
      await running;
      await caches.stop();
      await transport.close();
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  else signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}
