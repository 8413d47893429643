import type { Logger } from '@ameide/service-kit/telemetry';
import { hasStatus } from '../api/api-error.ts';
import { createClient } from '../api/client.ts';
import type { Discovery } from '../api/discovery.ts';
import type { ObjectKey } from '../api/kube-object.ts';
import { type Kind, kindName } from '../api/resource.ts';
import type { Transport } from '../api/transport.ts';
import type { Change } from '../cache/object-cache.ts';
import { type Leadership, LeadershipLost } from '../leader/leader-election.ts';
import { createWorkQueue, type WorkQueue } from '../queue/work-queue.ts';
import { createApplier } from './apply.ts';
import type { Outcome } from './conditions.ts';
import { type AnyOperator, namesOf } from './definition.ts';
import { createEventRecorder } from './events.ts';
import { startKindCaches } from './kind-caches.ts';
import { createOperatorMetrics } from './metrics.ts';
import { refName, refOf } from './observed.ts';
import { ownerKeys } from './ownership.ts';
import { createReconciler } from './reconciler.ts';
import { sweepUntil } from './sweep.ts';
import { BY_REFERENCE, BY_UID, watchedKinds } from './watched-kinds.ts';

type Phase = Outcome['phase'];

/** How long one attempt may take, in ms. */
const WORK_LIMIT_MS = 120_000;

/** What a controller is run with. */
export interface ControllerOptions {
  readonly transport: Transport;
  readonly discovery: Discovery;
  readonly logger: Logger;
  /** Objects that are worked on at once, 8 by default. */
  readonly workers?: number | undefined;
  /** How often everything is listed and reconciled anew, in ms; 600,000 by default. */
  readonly resyncMs?: number | undefined;
  /** How often it is looked whether a missing API is there by now, in ms; 30,000 by default. */
  readonly recheckMs?: number | undefined;
  /** Aborted when there is to be no more work. */
  readonly stopping: AbortSignal;
}

/** The loop of one kind: it watches from its start, and works for as long as it leads. */
export interface Controller {
  /** Works for one term of office. @throws if work does not end when the term is over */
  lead(leadership: Leadership): Promise<void>;
  /** Resolves when it has seen everything and works on it for the first time. */
  readonly leading: Promise<void>;
  /** True when every kind is listed or known to be missing. */
  isSynced(): boolean;
  /** Kinds that are not up to date: never listed, or silent for longer than `ms`. */
  silent(ms: number): readonly Kind[];
  /** How long a key has been worked on, at most, in ms. */
  longestMs(): number;
  /** Ends watching, after `lead` has ended. */
  stop(): Promise<void>;
}

/** Starts to watch what an operator has to see. */
export function startController(definition: AnyOperator, options: ControllerOptions): Controller {
  const { transport, stopping, logger } = options;
  const names = namesOf(definition);
  const kinds = watchedKinds(definition);
  const metrics = createOperatorMetrics(
    definition.name,
    kinds.map(({ kind }) => kind),
  );
  const leading = Promise.withResolvers<void>();
  leading.promise.catch(() => {});
  const primary = kindName(definition.kind);
  let queue: WorkQueue<ObjectKey> | undefined;
  /** How every object was when it was last looked at, while this one leads. */
  const phases = new Map<ObjectKey, Phase>();

  const caches = startKindCaches({
    transport,
    discovery: options.discovery,
    kinds,
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
        logger.warn(
          { kind: primary },
          'the cluster lacks this operator’s own API: install its CRD, of charts/ameide-operators',
        );
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
      onPhase: (key, phase) => (phase === undefined ? phases.delete(key) : phases.set(key, phase)),
      definition,
      caches,
      client,
      applier: createApplier(client),
      recorder,
      check: leadership.check,
    });
    const over = AbortSignal.any([leadership.signal, stopping]);
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
    const sweeping = definition.sweep && sweepUntil(over, definition.sweep, sweepContext(leadership), notSwept);
    await aborted(over);
    await sweeping;
    const stopped = queue;
    queue = undefined;
    phases.clear();
    // What never ends would keep this process from ever leading again: it throws then, and the process ends.
    await stopped.stop(leadership.signal.aborted ? 0 : undefined);
    await recorder.flush();
    logger.info('no longer leading');
  };
  const notSwept = (err: unknown) => logger.warn({ err }, 'not swept, will be tried again');
  const sweepContext = (leadership: Leadership) => () => {
    const objects = caches.cache(definition.kind);
    if (objects === undefined) return undefined;
    return { check: leadership.check, isThere: (key: ObjectKey) => objects.get(key) !== undefined };
  };

  let isSynced = false;
  void caches.synced.then(() => {
    isSynced = true;
  });
  const unregister = metrics.gauges(() => ({
    depth: queue?.depth ?? 0,
    leader: queue !== undefined,
    objects: caches.cache(definition.kind)?.size ?? 0,
    phases: phases.values(),
  }));
  return {
    lead,
    leading: leading.promise,
    isSynced: () => isSynced,
    silent: caches.silent,
    longestMs: () => queue?.longestMs() ?? 0,
    async stop() {
      leading.reject(new Error('The operator was stopped before it led.'));
      unregister();
      await caches.stop();
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  else signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}
