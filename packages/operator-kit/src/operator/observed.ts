import type { KubeObject, StoredObject } from '../api/kube-object.ts';
import { type Kind, kindName } from '../api/resource.ts';

/** Names an object. Without a namespace it is in that of the operator's object, or in none. */
export interface ObjectRef extends Kind {
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** What a reconciler sees beside the object itself. */
export interface Observed<Facts = unknown> {
  /** The objects of a kind that are owned. */
  owned(kind: Kind): readonly StoredObject[];
  /** An object that is owned or referenced, or undefined if it is not there. */
  find(ref: ObjectRef): StoredObject | undefined;
  /** True if the cluster has the API; to be asked for `optional` kinds. */
  serves(kind: Kind): boolean;
  /** What a plan that is `paused` would have changed or deleted, for people: `Service default/orders`. Empty before `status` is asked. */
  readonly pendingChanges: readonly string[];
  /** What `prepare` returned. */
  readonly facts: Facts;
}

/** What there is to see; in a unit test, whatever the test says. */
export interface Observation<Facts> {
  /** Of the operator's object. */
  readonly namespace?: string | undefined;
  readonly owned?: readonly StoredObject[];
  readonly referenced?: readonly StoredObject[];
  /** Kinds that the cluster lacks. */
  readonly missing?: readonly Kind[];
  readonly pendingChanges?: readonly string[] | undefined;
  readonly facts: Facts;
}

export function createObserved<Facts>(observation: Observation<Facts>): Observed<Facts> {
  const { owned = [], referenced = [], missing = [], pendingChanges = [], facts, namespace } = observation;
  const byRef = new Map([...referenced, ...owned].map((object) => [refName(refOf(object)), object]));
  const byKind = Map.groupBy(owned, kindName);
  const missingKinds = new Set(missing.map(kindName));
  return {
    owned: (kind) => byKind.get(kindName(kind)) ?? [],
    find: (ref) => placesOf(ref, namespace).flatMap((place) => byRef.get(refName(place)) ?? [])[0],
    serves: (kind) => !missingKinds.has(kindName(kind)),
    pendingChanges,
    facts,
  };
}

/** The reference to an object. */
export function refOf({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): ObjectRef {
  return { apiVersion, kind, name, namespace };
}

/** A text for a reference that is the same for equal ones. */
export function refName({ apiVersion, kind, name, namespace }: ObjectRef): string {
  return `${apiVersion}/${kind}:${namespace ?? ''}/${name}`;
}

/** What a reference may mean to an object in a namespace. */
export function placesOf(ref: ObjectRef, namespace: string | undefined): readonly ObjectRef[] {
  return ref.namespace !== undefined || namespace === undefined ? [ref] : [ref, { ...ref, namespace }];
}
