import type { Observed, Outcome, Plan } from '@ameide/operator-kit';
import {
  type CustomResource,
  defineResourceOperator,
  type ObjectOf,
  type OutcomeOf,
  type ResourceOperator,
} from '@ameide/operator-kit/schema';
import type { WorkloadFields } from '../fields/workload.ts';
import { deploymentOf } from './deployment.ts';
import type { Primitive } from './identity.ts';
import { pausedFinding, pausedOutcome } from './pause.ts';
import { laneOfNamespace } from './placement.ts';
import { refusalOf, type WorkloadRefusal } from './refusal.ts';
import { rolloutFields } from './rollout.ts';
import type { PlatformSettings } from './settings.ts';
import { nextLookMs, startTrouble } from './start-trouble.ts';

/** Beside the facts of a kind: what keeps its pods from serving. */
const TROUBLE = Symbol('trouble');

interface Troubled {
  readonly [TROUBLE]?: string;
}

/** What an operator of a kind that runs an image does itself. */
export interface WorkloadOperator<Resource extends CustomResource, Facts>
  extends Pick<
    ResourceOperator<Resource, Facts>,
    'finalizers' | 'needsFinalizers' | 'owns' | 'prepare' | 'reads' | 'references'
  > {
  /** Why an object is not carried out at all, beside its image and its namespace. */
  readonly refusal?: (object: ObjectOf<Resource>) => WorkloadRefusal | undefined;
  /** What there should be of an object that may run. */
  readonly desired: (object: ObjectOf<Resource>, observed: Observed<Facts>) => Plan;
  /** Ms since 1970; `Date.now` unless told. */
  readonly now?: () => number;
  /** How it is; `RolloutPaused` and what the status says of the Deployment that serves need not be told. */
  readonly status: (object: ObjectOf<Resource>, observed: Observed<Facts>) => OutcomeOf<Resource>;
}

/**
 * The operator of a kind that runs an image. What may not run here is refused; what is `paused` is left as it is, and
 * stalled if it is not as its spec says.
 */
export function workloadOperator<Resource extends CustomResource, Facts = undefined>(
  resource: Resource,
  settings: PlatformSettings,
  { refusal, prepare, desired, status, now = Date.now, ...definition }: WorkloadOperator<Resource, Facts>,
): ResourceOperator<Resource, Facts> {
  const primitiveOf = (object: ObjectOf<Resource>) => object as Primitive<WorkloadFields>;
  return defineResourceOperator<Resource, Facts>(resource, {
    ...definition,
    name: resource.kind.toLowerCase(),
    looksAtPods: true,
    lane: { own: settings.environment, of: ({ metadata }) => laneOfNamespace(metadata.namespace) },
    async prepare(object, context, signal) {
      const facts = await prepare?.(object, context, signal);
      const trouble = await startTrouble(primitiveOf(object), context, now());
      return (trouble === undefined ? facts : { ...facts, [TROUBLE]: trouble }) as Facts;
    },
    desired(object, observed) {
      const primitive = primitiveOf(object);
      const refused = refusalOf(primitive, settings) ?? refusal?.(object);
      const plan = refused ?? { ...desired(object, observed), paused: primitive.spec.paused };
      return plan as Plan;
    },
    status(object, observed) {
      const primitive = primitiveOf(object);
      const found = status(object, observed);
      const outcome = {
        ...withTrouble(found, (observed.facts as Troubled | undefined)?.[TROUBLE], nextLookMs(primitive, now())),
        ...pausedOutcome(primitive, observed),
        conditions: { RolloutPaused: pausedFinding(primitive), ...found.conditions },
        fields: { ...rolloutFields(primitive, deploymentOf(primitive, observed)), ...found.fields },
      };
      return outcome as never;
    },
  });
}

/** What is not ready for its pods says what they say, and looks at them again. */
function withTrouble<Found extends Outcome>(found: Found, trouble: string | undefined, againMs: number): Found {
  const isOfPods = found.phase === 'progressing' || (found.phase === 'stalled' && found.reason === 'RolloutFailed');
  if (!isOfPods) return found;
  const message = trouble === undefined ? found.message : `${found.message} ${trouble}`;
  return { ...found, message, requeueAfterMs: Math.min(found.requeueAfterMs ?? againMs, againMs) };
}
