import { findingOf, type Observed, type Outcome, progressing, type StoredObject, stalled } from '@ameide/operator-kit';
import type { Route } from '../fields/route.ts';
import { HTTP_ROUTE } from './api-kinds.ts';
import { type GatewayRef, gatewayOf } from './http-route.ts';
import { type Primitive, partName } from './identity.ts';
import type { PlatformSettings } from './settings.ts';

/** What the Gateway says of a route, for the route as it is now. */
export type RouteState =
  | { readonly state: 'accepted' }
  | { readonly state: 'api_missing' | 'pending' | 'refused'; readonly message: string };

/** What of the Gateway API's `RouteParentStatus` matters. */
interface RouteParent {
  readonly parentRef: { readonly kind?: string; readonly name: string; readonly namespace?: string };
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason?: string;
    readonly message?: string;
    readonly observedGeneration?: number;
  }[];
}

/** How far the route is, by what the Gateway's controller wrote into its status for this generation of it. */
export function routeState(
  primitive: Primitive,
  route: Route,
  settings: PlatformSettings,
  observed: Observed,
): RouteState {
  if (!observed.serves(HTTP_ROUTE)) return { state: 'api_missing', message: NO_GATEWAY_API };
  const gateway = gatewayOf(route, settings);
  const name = `Gateway ${gateway.namespace}/${gateway.name}`;
  const verdicts = currentVerdicts(observed.find({ ...HTTP_ROUTE, name: partName(primitive) }), gateway);
  const [refusal] = verdicts.flatMap(({ refusals }) => refusals);
  if (refusal !== undefined) return { state: 'refused', message: `${name} does not serve the route: ${refusal}` };
  if (verdicts.some(({ accepted }) => accepted)) return { state: 'accepted' };
  const message = `${name} has not answered yet. If that lasts, see whether it is there and its controller runs.`;
  return { state: 'pending', message };
}

/** The condition `RouteAccepted`. */
export const routeFinding = (route: RouteState) =>
  findingOf(route, {
    accepted: ['True', 'Accepted'],
    pending: ['Unknown', 'Pending'],
    refused: ['False', 'Refused'],
    api_missing: ['False', 'ApiMissing'],
  });

/** What the roll-out and the route come to together. What is stalled comes first, since it does not pass by itself. */
export function routedOutcome<Rollout extends Outcome>(rollout: Rollout, route: RouteState) {
  const { degraded } = rollout as Pick<Rollout, 'degraded'>;
  if (rollout.phase === 'stalled' || route.state === 'accepted') return rollout;
  if (route.state === 'api_missing') return { ...stalled('GatewayApiMissing', route.message), degraded };
  if (route.state === 'refused') return { ...stalled('RouteRefused', route.message), degraded };
  return rollout.phase === 'progressing' ? rollout : { ...progressing(route.message), degraded };
}

const NO_GATEWAY_API = 'Install the Gateway API, 1.2 or newer, and a controller for it: nobody can reach it without.';

interface Verdict {
  readonly accepted: boolean;
  readonly refusals: readonly string[];
}

/** One for each controller that has something to say; what it said of an older generation does not count. */
function currentVerdicts(live: StoredObject | undefined, gateway: GatewayRef): Verdict[] {
  const { parents = [] } = (live?.status ?? {}) as { readonly parents?: readonly RouteParent[] };
  const ours = parents.filter(({ parentRef: { kind = 'Gateway', name, namespace = live?.metadata.namespace } }) => {
    return kind === 'Gateway' && name === gateway.name && namespace === gateway.namespace;
  });
  return ours.map(({ conditions = [] }) => {
    const current = conditions.filter(({ observedGeneration }) => observedGeneration === live?.metadata.generation);
    const holds = (type: string) => current.some((each) => each.type === type && each.status === 'True');
    return {
      accepted: holds('Accepted') && holds('ResolvedRefs'),
      refusals: current.flatMap(({ type, status, reason, message }) =>
        status === BAD[type] ? [`${reason}: ${message}`] : [],
      ),
    };
  });
}

/** The status in which a condition of a route means that it, or a part of it, is not served. */
const BAD: Readonly<Record<string, string>> = { Accepted: 'False', ResolvedRefs: 'False', PartiallyInvalid: 'True' };
