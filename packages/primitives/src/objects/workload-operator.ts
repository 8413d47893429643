import type { KubeObject, Observed, Outcome, Plan } from '@ameide/operator-kit';
import {
  type CustomResource,
  defineResourceOperator,
  type ObjectOf,
  type OutcomeOf,
  type ResourceOperator,
} from '@ameide/operator-kit/schema';
import type { WorkloadFields } from '../fields/workload.ts';
import { dnsResolver } from '../outside/resolve-host.ts';
import type { AddressRanges } from './address-ranges.ts';
import { CILIUM_POLICY, NETWORK_POLICY } from './api-kinds.ts';
import { deploymentOf } from './deployment.ts';
import { type Primitive, partName } from './identity.ts';
import { ciliumPolicy, findHosts, type NamedHosts, withAddresses } from './named-hosts.ts';
import { pausedFinding, pausedOutcome } from './pause.ts';
import { laneOfNamespace } from './placement.ts';
import { refusalOf, type WorkloadRefusal } from './refusal.ts';
import { refusedAddresses } from './refused-addresses.ts';
import { rolloutFields } from './rollout.ts';
import type { PlatformSettings } from './settings.ts';
import { nextLookMs, startTrouble } from './start-trouble.ts';

/** Beside the facts of a kind: what keeps its pods from serving, and where the hosts are that it may call. */
const TROUBLE = Symbol('trouble');
const HOSTS = Symbol('hosts');

interface Troubled {
  readonly [TROUBLE]?: string | undefined;
  readonly [HOSTS]?: NamedHosts | undefined;
}

/** What an operator of a kind that runs an image does itself. */
export interface WorkloadOperator<Resource extends CustomResource, Facts>
  extends Pick<
    ResourceOperator<Resource, Facts>,
    'finalizers' | 'needsFinalizers' | 'owns' | 'prepare' | 'reads' | 'references' | 'sweep'
  > {
  /** Why an object is not carried out at all, beside its image and its namespace. */
  readonly refusal?: (object: ObjectOf<Resource>) => WorkloadRefusal | undefined;
  /** What the spec asks to call beside `network`, and may not: for people. */
  readonly refusedAddresses?: (object: ObjectOf<Resource>) => readonly string[];
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
  options: WorkloadOperator<Resource, Facts>,
): ResourceOperator<Resource, Facts> {
  const { refusal, refusedAddresses: alsoRefused, prepare, desired, status, now = Date.now, ...definition } = options;
  const resolve = settings.resolveHost ?? dnsResolver();
  const { addressRanges: ranges } = settings;
  const primitiveOf = (object: ObjectOf<Resource>) => object as Primitive<WorkloadFields>;
  return defineResourceOperator<Resource, Facts>(resource, {
    ...definition,
    name: resource.kind.toLowerCase(),
    owns: [...definition.owns, { ...CILIUM_POLICY, optional: true }],
    looksAtPods: true,
    lane: { own: settings.environment, of: ({ metadata }) => laneOfNamespace(metadata.namespace) },
    async prepare(object, context, signal) {
      const facts = await prepare?.(object, context, signal);
      const trouble = await startTrouble(primitiveOf(object), context, now());
      const policy = context.observed.find({ ...NETWORK_POLICY, name: partName(primitiveOf(object)) });
      const byName = context.observed.serves(CILIUM_POLICY);
      const hosts = byName
        ? undefined
        : await findHosts(primitiveOf(object), policy, { resolve, nowMs: now(), ranges });
      if (trouble === undefined && hosts === undefined) return facts as Facts;
      return { ...facts, [TROUBLE]: trouble, [HOSTS]: hosts } as Facts;
    },
    desired(object, observed) {
      const primitive = primitiveOf(object);
      const refused = refusalOf(primitive, settings) ?? refusal?.(object);
      if (refused) return refused as never;
      const plan = withHosts(desired(object, observed), primitive, observed, ranges);
      return { ...plan, paused: primitive.spec.paused };
    },
    status(object, observed) {
      const primitive = primitiveOf(object);
      const found = status(object, observed);
      const { [TROUBLE]: trouble, [HOSTS]: hosts } = (observed.facts ?? {}) as Troubled;
      const refused = [...refusedAddresses(primitive, hosts, ranges), ...(alsoRefused?.(object) ?? [])];
      const outcome = {
        ...withRefused(withUnknown(withTrouble(found, trouble, nextLookMs(primitive, now())), hosts), refused),
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

/** Hosts by name: a policy of Cilium where there is Cilium, else addresses in the workload's NetworkPolicy. */
function withHosts(
  plan: Plan,
  primitive: Primitive<WorkloadFields>,
  observed: Observed<unknown>,
  ranges: AddressRanges,
): Plan {
  if ((primitive.spec.network?.hosts ?? []).length === 0) return plan;
  if (observed.serves(CILIUM_POLICY)) return { ...plan, objects: [...plan.objects, ciliumPolicy(primitive, ranges)] };
  const { [HOSTS]: hosts } = (observed.facts ?? {}) as Troubled;
  const isPolicy = ({ kind, metadata }: KubeObject) =>
    kind === NETWORK_POLICY.kind && metadata.name === partName(primitive);
  return {
    ...plan,
    objects: plan.objects.map((each) =>
      hosts && isPolicy(each) ? withAddresses(each, primitive, hosts, ranges) : each,
    ),
  };
}

/** Says what cannot be called since it is not outside of the cluster: before all else that is less well than it should be. */
function withRefused<Found extends Outcome>(found: Found, refused: readonly string[]): Found {
  if (refused.length === 0) return found;
  const message = `Not opened, since no workload calls the cluster’s own, private or link-local addresses as if they were outside: ${refused.join(', ')}. Private ones that are outside the platform’s administrator can open (REACHABLE_RANGES of the operator).`;
  return { ...found, degraded: { reason: 'AddressRefused', message } };
}

/** Says which hosts cannot be called, and has them looked up again. */
function withUnknown<Found extends Outcome>(found: Found, hosts: NamedHosts | undefined): Found {
  if (hosts === undefined) return found;
  const { unknown, againMs } = hosts;
  const message = `DNS knows no address of ${unknown.join(', ')}.`;
  return {
    ...found,
    degraded: found.degraded ?? (unknown.length > 0 ? { reason: 'HostUnknown', message } : undefined),
    requeueAfterMs: Math.min(found.requeueAfterMs ?? againMs, againMs),
  };
}
