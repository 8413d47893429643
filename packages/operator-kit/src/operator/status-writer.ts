import type { StoredObject } from '../api/kube-object.ts';
import { groupOf, type Kind, type Resource } from '../api/resource.ts';
import type { Applier } from './apply.ts';
import { type Condition, type ConditionedStatus, nextStatus, type Outcome, type StatusContext } from './conditions.ts';
import type { AnyOperator } from './definition.ts';
import type { EventNote, EventRecorder } from './events.ts';
import type { KindCaches } from './kind-caches.ts';

/** What is worked with. */
export interface StatusWriterOptions {
  readonly definition: AnyOperator;
  readonly caches: Pick<KindCaches, 'observe'>;
  readonly applier: Applier;
  readonly recorder: EventRecorder;
}

/**
 * Writes the status that follows from an outcome, if it is another one than there is, and an Event if people should know.
 * It is written for the very version of the object that the outcome was found for.
 *
 * @throws ApiError, 409 if the object has changed meanwhile
 */
export type StatusWriter = (
  resource: Resource,
  object: StoredObject,
  outcome: Outcome,
  about?: StatusDetails,
) => Promise<void>;

/** How the outcome came about. */
export interface StatusDetails extends Pick<StatusContext, 'applying' | 'deleting'> {
  /** Kinds of which something should be there, and which the cluster lacks. */
  readonly leftOut?: readonly Kind[];
}

export function createStatusWriter({ definition, caches, applier, recorder }: StatusWriterOptions): StatusWriter {
  return async (resource, object, outcome, { leftOut = [], ...about } = {}) => {
    const previous = object.status as ConditionedStatus | undefined;
    const status = nextStatus(previous, outcome, {
      table: definition.conditions,
      generation: object.metadata.generation ?? 0,
      now: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
      missingApis: leftOut.map((kind) => `${kind.kind} (${groupOf(kind)})`),
      ...about,
    });
    const { name, namespace, uid, resourceVersion } = object.metadata;
    const metadata = { name, ...(namespace !== undefined && { namespace }), uid, resourceVersion };
    const desired = { ...definition.kind, metadata, status };
    const { object: stored, written } = await applier.applyStatus(resource, desired, object);
    if (!written) return;
    caches.observe(stored);
    for (const note of notesOn(previous, status)) recorder.record(stored, note);
  };
}

/** What changed that people should know of. What is wrong is said once, though it is also why it is not ready. */
function notesOn(previous: ConditionedStatus | undefined, status: ConditionedStatus): readonly EventNote[] {
  const find = (type: string, from: ConditionedStatus | undefined): Condition | undefined =>
    from?.conditions?.find((condition) => condition.type === type);
  const notes = ['Ready', 'Stalled', 'Degraded', 'OptionalApis'].flatMap((type): EventNote[] => {
    const [before, after] = [find(type, previous), find(type, status)];
    if (after === undefined || (before?.status === after.status && before.reason === after.reason)) return [];
    const bad = type === 'OptionalApis' ? after.status === 'False' : type !== 'Ready' && after.status === 'True';
    if (type !== 'Ready' && !bad) return [];
    return [{ type: bad ? 'Warning' : 'Normal', reason: after.reason, message: after.message }];
  });
  const warnings = new Set(notes.flatMap(({ type, reason }) => (type === 'Warning' ? [reason] : [])));
  return notes.filter(({ type, reason }) => type === 'Warning' || !warnings.has(reason));
}
