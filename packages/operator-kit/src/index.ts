export { ApiError, hasStatus } from './api/api-error.ts';
export { type ClientOptions, createClient, type DeletePreconditions, type KubeClient } from './api/client.ts';
export { createDiscovery, type Discovery } from './api/discovery.ts';
export { KubeConfig } from './api/kube-config.ts';
export {
  type KubeObject,
  type ObjectKey,
  type ObjectMeta,
  type OwnerReference,
  objectKey,
  type StoredObject,
} from './api/kube-object.ts';
export { collectionPath, type Kind, kindName, objectPath, type Resource } from './api/resource.ts';
export {
  type ApiRequest,
  type ApiStream,
  createTransport,
  type Transport,
  type TransportOptions,
} from './api/transport.ts';
export type { Change, Indexers, ReadCache } from './cache/object-cache.ts';
export { type Reflector, type ReflectorOptions, startReflector } from './cache/reflector.ts';
export {
  type LeaderElectionOptions,
  type Leadership,
  LeadershipLost,
  runLeaderElection,
} from './leader/leader-election.ts';
export { type Applied, type Applier, createApplier } from './operator/apply.ts';
export {
  type Condition,
  type ConditionTable,
  conditionOf,
  type Finding,
  isReady,
  type KindConditions,
  kitConditions,
  nextStatus,
  type Outcome,
  type StatusContext,
} from './operator/conditions.ts';
export {
  type AnyOperator,
  type CustomObject,
  defineOperator,
  type FinalizerContext,
  namesOf,
  type OperatorDefinition,
  type OwnedKind,
  type Plan,
  type ReconcileContext,
  type ReferencedKind,
  type Refusal,
} from './operator/definition.ts';
export { createEventRecorder, type EventNote, type EventRecorder } from './operator/events.ts';
export type { FinalizerStep, StepResult, Unfinished } from './operator/finalizers.ts';
export {
  conditionFalse,
  conditionTrue,
  conditionUnknown,
  findingOf,
  progressing,
  ready,
  stalled,
} from './operator/findings.ts';
export { LANE, type Lane } from './operator/lanes.ts';
export { createObserved, type ObjectRef, type Observation, type Observed, refOf } from './operator/observed.ts';
export { objectLabel } from './operator/owned-objects.ts';
export { isOwnedBy, MANAGED_BY, OWNER_NAME, OWNER_UID } from './operator/ownership.ts';
export { applyAll, joinPlans, keepAll, type PlanPart } from './operator/plan.ts';
export {
  type Operator,
  type OperatorGroup,
  type OperatorOptions,
  startOperator,
  startOperators,
} from './operator/start-operator.ts';
export type { Sweep, SweepContext } from './operator/sweep.ts';
export type { Backoff } from './queue/backoff.ts';
export { createWorkQueue, type WorkQueue, type WorkQueueOptions, type WorkResult } from './queue/work-queue.ts';
