import type { KubeObject, StoredObject } from '../api/kube-object.ts';
import type { Kind } from '../api/resource.ts';
import { type Cause, type KindConditions, kitConditions, type Outcome, type ReasonFor } from './conditions.ts';
import type { FinalizerStep, Unfinished } from './finalizers.ts';
import type { Lane } from './lanes.ts';
import type { ObjectRef, Observed } from './observed.ts';
import type { PolicyRule } from './policy-rule.ts';
import type { Sweep } from './sweep.ts';

/** A kind of objects that an operator makes. */
export interface OwnedKind extends Kind {
  /** True for an API that not every cluster has: without it the rest is made, and `OptionalApis` says what is missing. */
  readonly optional?: boolean;
  /**
   * True for what must not go by itself when its owner goes, however that goes: it has no owner reference, and finalizers
   * take it down. For what holds data, as namespaces.
   */
  readonly outlivesOwner?: boolean;
}

/** A kind of objects that an operator only looks at. */
export interface ReferencedKind extends Kind {
  /** What is there and when it changes is enough, and the rest never gets here; true by default: Secrets are large and secret. */
  readonly metadataOnly?: boolean;
  readonly labelSelector?: string;
}

/** What there should be. What is owned and neither in `objects` nor in `keep` is deleted. */
export interface Plan {
  /** Applied in this order. Objects of a kind that the cluster lacks are left out. */
  readonly objects: readonly KubeObject[];
  /** Neither changed nor deleted: what has to stay for now. */
  readonly keep?: readonly ObjectRef[];
  /** True if nothing at all is to be changed or deleted for now; `observed.pendingChanges` says what would be. */
  readonly paused?: boolean;
}

/** The spec cannot be carried out: nothing is applied or deleted, and the object is stalled. */
export interface Refusal<Reason extends string = string> {
  readonly refused: Cause<Reason>;
}

/** An object of the operator's own kind. The CRD sees to it that it has a spec. */
export type CustomObject<Spec, Status> = StoredObject<Spec, Status> & { readonly spec: Spec };

/** What there is to work with where other systems are concerned. */
export interface ReconcileContext {
  /** What is owned and what `references` names. */
  readonly observed: Observed<undefined>;
  /**
   * An object of a kind in `owns` or `reads` as it is now, or undefined: for what caches leave out, as the keys of a Secret.
   * @throws ApiError
   */
  readonly read: (ref: ObjectRef) => Promise<StoredObject | undefined>;
  /**
   * Pods of the object's namespace with these labels as they are now, 50 at most: no watch tells of them, since there are so
   * many that it would cost more than all the rest. Needs `looksAtPods`.
   * @throws ApiError
   */
  readonly readPods: (labels: Readonly<Record<string, string>>) => Promise<readonly StoredObject[]>;
  /** To be called directly before every write to another system: a process that is no longer the leader writes nothing. @throws LeadershipLost */
  readonly check: () => void;
}

/** What a finalizer step works with. */
export interface FinalizerContext<Spec = unknown, Status = unknown> extends ReconcileContext {
  readonly object: CustomObject<Spec, Status>;
  /** Asks for the deletion of what is owned and fits, last kinds first. Resolves with what of it is still there. */
  readonly deleteOwned: (fits: (object: StoredObject) => boolean) => Promise<readonly StoredObject[]>;
  /** Applies owned objects once more, before they go: what they say of their own removal has to be what the spec says now. */
  readonly applyOwned: (objects: readonly KubeObject[]) => Promise<void>;
}

/** What an operator does about one kind. `desired`, `status` and `references` are pure. */
export interface OperatorDefinition<Spec, Status, Table extends KindConditions, Facts> {
  /** One word; the field manager, the lease and the finalizer are named for it. */
  readonly name: string;
  readonly kind: Kind;
  /** The lane that it keeps to; without one all objects of its kind are its own. */
  readonly lane?: Lane;
  /** Every condition that this operator sets with every reason it gives: `kitConditions` and its own. */
  readonly conditions: Table;
  readonly owns: readonly OwnedKind[];
  /** What `references` may name. */
  readonly reads?: readonly ReferencedKind[];
  /** The objects that this one depends on; when one of them changes, this one is reconciled. */
  readonly references?: (object: CustomObject<Spec, Status>) => readonly ObjectRef[];
  /**
   * What is done outside of the API server before `desired` is asked: a service's status is read, another system is brought
   * to what the spec says, a password is drawn. Idempotent, and called at every attempt. What other systems refuse belongs
   * into the facts, so that the status can say it; what is thrown is retried.
   */
  readonly prepare?: (
    object: CustomObject<Spec, Status>,
    context: ReconcileContext,
    signal: AbortSignal,
  ) => Promise<Facts>;
  /** What there should be. */
  readonly desired: (
    object: CustomObject<Spec, Status>,
    observed: Observed<Facts>,
  ) => readonly KubeObject[] | Plan | Refusal<ReasonFor<Table, 'Stalled'>>;
  /** How it is, after everything has been applied. */
  readonly status: (
    object: CustomObject<Spec, Status>,
    observed: Observed<Facts>,
  ) => Outcome<Table, Omit<Status, 'conditions' | 'observedGeneration'>>;
  /** What is taken down, in this order, before the object may go. */
  readonly finalizers?: readonly FinalizerStep<FinalizerContext<Spec, Status>>[];
  /** False for an object that may go at once, without these steps; pure. */
  readonly needsFinalizers?: (object: CustomObject<Spec, Status>) => boolean;
  /** What the status says beside the kit's own conditions while the steps are not done; pure. */
  readonly finalizing?: (
    object: CustomObject<Spec, Status>,
    observed: Observed<undefined>,
    step: Unfinished,
  ) => Pick<Outcome<Table, Omit<Status, 'conditions' | 'observedGeneration'>>, 'conditions' | 'fields'>;
  /** What is taken down in other systems after objects are gone, without holding their deletion. */
  readonly sweep?: Sweep;
  /**
   * True if owned objects live where an owner reference cannot reach them (an owner with a namespace, dependents in
   * another one or in none): then the object stays until they are all gone. It is the last finalizer step.
   */
  readonly deletesOwned?: boolean;
  /** True if it asks for pods: `readPods`. */
  readonly looksAtPods?: boolean;
  /** Rights beside those that follow from the rest, such as `bind` of the ClusterRoles that it gives to others. */
  readonly rights?: readonly PolicyRule[];
}

/** Any operator, for those who run them. */
// biome-ignore lint/suspicious/noExplicitAny: functions are contravariant, so there is no other top type
export type AnyOperator = OperatorDefinition<any, any, any, any>;

/** Checks a definition and gives it its types. @throws if its name or its conditions cannot be used */
export function defineOperator<Spec, Status, const Table extends KindConditions, Facts = undefined>(
  definition: OperatorDefinition<Spec, Status, Table, Facts>,
): OperatorDefinition<Spec, Status, Table, Facts> {
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(definition.name))
    throw new Error(`${definition.name} is no name for an operator.`);
  for (const [type, reasons] of Object.entries(kitConditions)) {
    for (const reason of Object.keys(reasons)) {
      if (Object.hasOwn(definition.conditions[type] ?? {}, reason)) continue;
      throw new Error(
        `The conditions of ${definition.kind.kind} lack ${type}/${reason}: spread kitConditions into them.`,
      );
    }
  }
  return definition;
}

/** The names that follow from an operator's one. */
export function namesOf({ name }: { readonly name: string }) {
  const process = `ameide-${name}-operator`;
  return { fieldManager: process, finalizer: `ameide.io/${name}`, lease: process, account: process };
}
