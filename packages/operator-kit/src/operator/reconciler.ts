import { hasStatus } from '../api/api-error.ts';
import type { KubeClient } from '../api/client.ts';
import { type ObjectKey, objectKey } from '../api/kube-object.ts';
import { type Kind, kindName, type Resource } from '../api/resource.ts';
import { LeadershipLost } from '../leader/leader-election.ts';
import type { WorkResult } from '../queue/work-queue.ts';
import type { Applier } from './apply.ts';
import type { Outcome } from './conditions.ts';
import {
  type AnyOperator,
  type CustomObject,
  type FinalizerContext,
  namesOf,
  type Plan,
  type ReconcileContext,
} from './definition.ts';
import type { EventRecorder } from './events.ts';
import { type FinalizerStep, runFinalizers } from './finalizers.ts';
import type { KindCaches } from './kind-caches.ts';
import { belonging, LANE } from './lanes.ts';
import { createObserved, type Observed, placesOf } from './observed.ts';
import { isPassing, Obstacle } from './obstacle.ts';
import { createOwnedObjects, objectLabel } from './owned-objects.ts';
import { createStatusWriter } from './status-writer.ts';

const PODS: Resource = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true };
const MOST_PODS = 50;

type Primary = CustomObject<unknown, unknown>;

/** What a reconciler works with. */
export interface ReconcilerOptions {
  readonly definition: AnyOperator;
  readonly caches: KindCaches;
  readonly client: KubeClient;
  readonly applier: Applier;
  readonly recorder: EventRecorder;
  /** @throws LeadershipLost */
  readonly check: () => void;
  /** Told how an object is whenever its status was found; undefined when it is gone, or another lane's. */
  readonly onPhase?: (key: ObjectKey, phase: Outcome['phase'] | undefined) => void;
}

/**
 * Brings one object closer to its spec, and says in its status how far it is. Keeps nothing in mind: everything is found
 * anew every time, so it does not matter after which write the last attempt ended.
 *
 * @throws what is to be retried
 */
export type Reconciler = (key: ObjectKey, signal: AbortSignal) => Promise<WorkResult>;

export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { definition, caches, client } = options;
  const { finalizer } = namesOf(definition);
  const { deletesOwned, finalizers: steps = [], needsFinalizers = () => true } = definition;
  const needsFinalizer = (object: Primary) => (deletesOwned || steps.length > 0) && needsFinalizers(object);
  const owned = createOwnedObjects(options);
  const statusWriter = createStatusWriter(options);
  const writeStatus: typeof statusWriter = (resource, object, outcome, ...rest) => {
    options.onPhase?.(objectKey(object.metadata), outcome.phase);
    return statusWriter(resource, object, outcome, ...rest);
  };

  const observed = (object: Primary, facts: unknown, pendingChanges?: readonly string[]): Observed => {
    const { namespace } = object.metadata;
    const refs = (definition.references?.(object) ?? []).flatMap((ref) => placesOf(ref, namespace));
    const referenced = refs.flatMap(
      (ref) => (caches.cache(ref, 'read') ?? caches.cache(ref))?.get(objectKey(ref)) ?? [],
    );
    return createObserved({
      facts,
      namespace,
      owned: owned.of(object),
      referenced,
      missing: caches.missing(),
      pendingChanges,
    });
  };

  const contextOf = (object: Primary): ReconcileContext => ({
    observed: observed(object, undefined) as Observed<undefined>,
    async read(ref) {
      const resource = caches.resource(ref);
      const namespace = ref.namespace ?? (resource?.namespaced ? object.metadata.namespace : undefined);
      return resource && client.get(resource, { name: ref.name, namespace });
    },
    readPods: (labels) => {
      const labelSelector = Object.entries(labels)
        .map((label) => label.join('='))
        .join(',');
      const { namespace = '' } = object.metadata;
      return client.list(PODS, { namespace, labelSelector, limit: MOST_PODS });
    },
    check: options.check,
  });

  const setFinalizers = (resource: Resource, object: Primary, finalizers: readonly string[]) =>
    setMetadata(resource, object, { finalizers });
  /** @throws ApiError, 409 if the object has changed meanwhile */
  const setMetadata = async (resource: Resource, object: Primary, change: object) => {
    const { resourceVersion, uid } = object.metadata;
    const stored = await client.merge(resource, object.metadata, { metadata: { uid, resourceVersion, ...change } });
    if (stored.metadata.deletionTimestamp === undefined) caches.observe(stored);
    return stored as Primary;
  };

  const finalize = async (resource: Resource, object: Primary, signal: AbortSignal): Promise<WorkResult> => {
    const finalizers = object.metadata.finalizers ?? [];
    if (!finalizers.includes(finalizer)) return { type: 'done' };
    const steps: readonly FinalizerStep<FinalizerContext>[] = [
      ...(definition.finalizers ?? []),
      ...(definition.deletesOwned ? [OWNED_STEP] : []),
    ];
    const deleteOwned: FinalizerContext['deleteOwned'] = async (fits) => {
      await owned.delete(object, fits);
      return owned.of(object).filter(fits);
    };
    const applyOwned: FinalizerContext['applyOwned'] = async (objects) => void (await owned.apply(object, objects));
    const context = { object, ...contextOf(object), deleteOwned, applyOwned };
    const result = await runFinalizers(steps, context, signal);
    if (result.done) {
      const others = finalizers.filter((each) => each !== finalizer);
      await setFinalizers(resource, object, others);
      return { type: 'done' };
    }
    const [done, of] = result.progress;
    const message = `Deletion is at step ${done + 1} of ${of}, ${result.step}: ${result.waitingFor}`;
    const details = definition.finalizing?.(object, observed(object, undefined) as Observed<undefined>, result);
    await writeStatus(resource, object, { phase: 'progressing', message, ...details }, { deleting: true });
    return result.failed ? { type: 'retry' } : { type: 'requeue', afterMs: result.requeueAfterMs };
  };

  /** In the order of the definition, so that the status says the same after a restart. */
  const leftOutOf = ({ objects }: Plan): readonly Kind[] => {
    const wanted = new Set(objects.map(kindName));
    const missing = new Set(caches.missing().map(kindName));
    return definition.owns.filter((kind) => wanted.has(kindName(kind)) && missing.has(kindName(kind)));
  };

  const reconcile = async (resource: Resource, object: Primary, signal: AbortSignal): Promise<WorkResult> => {
    let leftOut: readonly Kind[] = [];
    const carryOut = async (): Promise<Outcome> => {
      const facts = await definition.prepare?.(object, contextOf(object), signal);
      const desired = definition.desired(object, observed(object, facts));
      if ('refused' in desired) return { phase: 'stalled', ...desired.refused };
      const plan = 'objects' in desired ? desired : { objects: desired };
      leftOut = leftOutOf(plan);
      if (plan.paused) return definition.status(object, observed(object, facts, owned.pendingChanges(object, plan)));
      await owned.carryOut(object, plan);
      return definition.status(object, observed(object, facts));
    };
    try {
      const outcome = await carryOut();
      await writeStatus(resource, object, outcome, { leftOut });
      return outcome.requeueAfterMs === undefined
        ? { type: 'done' }
        : { type: 'requeue', afterMs: outcome.requeueAfterMs };
    } catch (error) {
      // 404: the object itself has gone meanwhile.
      const saysNothing = isPassing(error) || hasStatus(error, 404) || error instanceof LeadershipLost;
      if (saysNothing || signal.aborted) throw error;
      const outcome: Outcome =
        error instanceof Obstacle
          ? error.outcome
          : { phase: 'progressing', message: `The operator failed and tries again: ${describe(error)}` };
      await writeStatus(resource, object, outcome, { leftOut, applying: true });
      throw error;
    }
  };

  return async (key, signal) => {
    const resource = caches.resource(definition.kind);
    const found = caches.cache(definition.kind)?.get(key) as Primary | undefined;
    const whose = found && definition.lane ? belonging(found, definition.lane) : 'ours';
    if (resource === undefined || found === undefined || whose === 'others') {
      options.onPhase?.(key, undefined);
      return { type: 'done' };
    }
    if (found.metadata.deletionTimestamp !== undefined) return finalize(resource, found, signal);
    const claim = { labels: { [LANE]: definition.lane?.own } };
    const claimed = whose === 'nobodys' ? await setMetadata(resource, found, claim) : found;
    const finalizers = claimed.metadata.finalizers ?? [];
    const lacksFinalizer = !finalizers.includes(finalizer) && needsFinalizer(claimed);
    const object = lacksFinalizer ? await setFinalizers(resource, claimed, [...finalizers, finalizer]) : claimed;
    return reconcile(resource, object, signal);
  };
}

const OWNED_STEP: FinalizerStep<FinalizerContext> = {
  name: 'owned-objects',
  async run({ deleteOwned }) {
    const left = await deleteOwned(() => true);
    if (left.length === 0) return { done: true };
    const some = left.slice(0, 5).map(objectLabel).join(', ');
    return { done: false, waitingFor: left.length > 5 ? `${some} and ${left.length - 5} more` : some };
  },
};

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
