import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import {
  type CustomObject,
  createObserved,
  type Kind,
  type KindConditions,
  type KubeObject,
  kindName,
  type ObjectRef,
  type OperatorDefinition,
  type Outcome,
  type Plan,
  type StoredObject,
} from '@ameide/operator-kit';
import { CILIUM_POLICY, DATABASE, DATABASE_ROLE, DEPLOYMENT, HTTP_ROUTE } from '../objects/api-kinds.ts';
import { type GatewayAnswer, gatewayAnswer } from './gateway-answer.ts';

/** Where objects without a namespace of their own are. */
const NAMESPACE = 'ameide-dev';

/** A cluster for unit tests of an operator's pure half: a map of objects, in which a test says what others do. */
export interface ModelCluster<Spec, Status, Table extends KindConditions> {
  /** One pass of the operator: what is desired is there, what is neither desired nor kept is gone. @returns `Kind/name` of what was desired */
  reconcile(object: CustomObject<Spec, Status>): readonly string[];
  /** Why the spec is not carried out at all, or undefined if it is. */
  refusal(object: CustomObject<Spec, Status>): string | undefined;
  status(object: CustomObject<Spec, Status>): Outcome<Table, Omit<Status, 'conditions' | 'observedGeneration'>>;
  /** What is owned. */
  all(kind?: Kind): readonly StoredObject[];
  get(kind: Kind, name: string, namespace?: string): StoredObject | undefined;
  /** The spec of an owned object, of the part that serves unless told. @throws if it is not there */
  spec<T = Record<string, unknown>>(kind: Kind, name?: string, namespace?: string): T;
  /** The Deployment that serves has rolled out, with as many replicas available as it has unless told. */
  rollOut(availableReplicas?: number): void;
  /** The Gateway's controller looks at the route as it is now; it serves it unless told. */
  answerRoute(answer?: GatewayAnswer): void;
  /** Another writer has its say about an owned object: a controller, an autoscaler. @throws if it is not there */
  change(kind: Kind, name: string, patch: Partial<StoredObject>, namespace?: string): void;
  remove(kind: Kind, name: string, namespace?: string): void;
  /** Something that is not owned and may be referred to. */
  put(object: KubeObject): void;
}

/** What a model cluster is made with. */
export interface ModelClusterOptions<Facts> {
  /** Kinds that it lacks. */
  readonly missing?: readonly Kind[];
  /** The name of the part that serves: `orders-domain`. */
  readonly name?: string;
  /** What `prepare` would have returned; asked at every pass. */
  readonly facts: () => Facts;
}

export function modelCluster<Spec, Status, Table extends KindConditions, Facts>(
  { desired, status }: Pick<OperatorDefinition<Spec, Status, Table, Facts>, 'desired' | 'status'>,
  { missing = [], name: serving = '', facts }: ModelClusterOptions<Facts>,
): ModelCluster<Spec, Status, Table> {
  const owned = new Map<string, StoredObject>();
  const others = new Map<string, StoredObject>();
  // Most clusters have no Cilium.
  const absent = [...missing, CILIUM_POLICY];
  const lacks = (object: Kind) => absent.some((each) => kindName(each) === kindName(object));
  const observed = (pendingChanges?: readonly string[]) =>
    createObserved({
      pendingChanges,
      owned: [...owned.values()],
      referenced: [...others.values()],
      missing: absent,
      facts: facts(),
      namespace: NAMESPACE,
    });
  const live = (kind: Kind, name: string, namespace?: string) => {
    const found = owned.get(keyOf({ ...kind, name, namespace }));
    assert.ok(found, `${kind.kind} ${name} is not there`);
    return found;
  };

  /** What a plan would change or delete. */
  const changesOf = ({ objects, keep = [] }: Plan): readonly string[] => {
    const wanted = objects.filter((each) => !lacks(each));
    const changed = wanted.filter((each) => {
      const before = owned.get(keyOf(refOf(each)));
      return before === undefined || !isDeepStrictEqual(stored(each, before), before);
    });
    const spared = new Set([...keep, ...wanted.map(refOf)].map(keyOf));
    return [...changed.map((each) => keyOf(refOf(each))), ...[...owned.keys()].filter((key) => !spared.has(key))];
  };

  const change = (kind: Kind, name: string, patch: Partial<StoredObject>, namespace?: string) => {
    const before = live(kind, name, namespace);
    owned.set(keyOf(refOf(before)), { ...before, ...patch });
  };

  const self: ModelCluster<Spec, Status, Table> = {
    reconcile(object) {
      const result = desired(object, observed());
      assert.ok(!('refused' in result), JSON.stringify(result));
      const plan = 'objects' in result ? result : { objects: result };
      if (plan.paused) return [];
      const wanted = plan.objects.filter((each) => !lacks(each));
      const spared = new Set([...(plan.keep ?? []), ...wanted.map(refOf)].map(keyOf));
      for (const key of owned.keys()) if (!spared.has(key)) owned.delete(key);
      for (const each of wanted) owned.set(keyOf(refOf(each)), stored(each, owned.get(keyOf(refOf(each)))));
      return wanted.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    },
    refusal(object) {
      const plan = desired(object, observed());
      return 'refused' in plan ? plan.refused.reason : undefined;
    },
    status(object) {
      const plan = desired(object, observed());
      return status(object, observed('paused' in plan && plan.paused ? changesOf(plan) : []));
    },
    all: (kind) => [...owned.values()].filter((each) => kind === undefined || kindName(each) === kindName(kind)),
    get: (kind, name, namespace) => owned.get(keyOf({ ...kind, name, namespace })),
    spec: <T>(kind: Kind, name = serving, namespace?: string) => live(kind, name, namespace).spec as T,
    change,
    rollOut: (availableReplicas) => rollOut(self, serving, availableReplicas),
    answerRoute(answer) {
      const { generation } = live(HTTP_ROUTE, serving).metadata;
      change(HTTP_ROUTE, serving, { status: gatewayAnswer(generation, answer) });
    },
    remove: (kind, name, namespace) => void owned.delete(keyOf({ ...kind, name, namespace })),
    put(object) {
      others.set(keyOf(refOf(object)), stored({ ...object, metadata: { namespace: NAMESPACE, ...object.metadata } }));
    },
  };
  return self;
}

/** A Deployment has rolled out, with as many replicas available as it has unless told. */
export function rollOut(
  cluster: Pick<ModelCluster<never, never, KindConditions>, 'change' | 'get'>,
  name: string,
  availableReplicas?: number,
): void {
  const { metadata, spec } = cluster.get(DEPLOYMENT, name)!;
  const { replicas = 1 } = spec as { replicas?: number };
  const counts = { replicas, updatedReplicas: replicas, readyReplicas: replicas };
  cluster.change(DEPLOYMENT, name, {
    status: { ...counts, availableReplicas: availableReplicas ?? replicas, observedGeneration: metadata.generation },
  });
}

/** CloudNativePG has applied what there is for it. */
export function applyDatabase(cluster: Pick<ModelCluster<never, never, KindConditions>, 'all' | 'change'>): void {
  for (const object of [...cluster.all(DATABASE_ROLE), ...cluster.all(DATABASE)]) {
    const { name, namespace, generation } = object.metadata;
    cluster.change(object, name, { status: { applied: true, observedGeneration: generation } }, namespace);
  }
}

function keyOf({ kind, name, namespace = NAMESPACE }: ObjectRef): string {
  return `${kind}/${namespace}/${name}`;
}

function refOf({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): ObjectRef {
  return { apiVersion, kind, name, namespace };
}

function stored(object: KubeObject, before?: StoredObject): StoredObject {
  const changed = JSON.stringify(before?.spec) !== JSON.stringify(object.spec);
  const generation = (before?.metadata.generation ?? 0) + (changed ? 1 : 0);
  const identity = { uid: `u-${object.metadata.name}`, resourceVersion: '1', generation };
  return { ...before, ...object, metadata: { ...before?.metadata, ...object.metadata, ...identity } };
}
