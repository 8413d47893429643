import type { Finding, KubeObject, Observed, StoredObject } from '@ameide/operator-kit';
import type { Route } from '../fields/route.ts';
import { HTTP_ROUTE } from './api-kinds.ts';
import { type Primitive, partName, partOf } from './identity.ts';
import type { PlatformSettings } from './settings.ts';

/** What the Gateway says of a route, for the route as it is now. */
export type RouteState =
  | { readonly state: 'accepted' }
  | { readonly state: 'api_missing' | 'pending' | 'refused'; readonly message: string };

interface GatewayRef {
  readonly name: string;
  readonly namespace: string;
}

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

/** The route from the Gateway to the primitive's Service, for all hosts and for all that begins with one of the paths. */
export function httpRoute(primitive: Primitive, route: Route, settings: PlatformSettings): KubeObject {
  const gateway = gatewayOf(route, settings);
  return {
    ...partOf(primitive, HTTP_ROUTE),
    spec: {
      parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', ...gateway }],
      hostnames: [...route.hosts],
      rules: [
        {
          matches: route.paths.map((value) => ({ path: { type: 'PathPrefix', value } })),
          backendRefs: [{ group: '', kind: 'Service', name: partName(primitive), port: 80, weight: 1 }],
        },
      ],
    },
  };
}

/** The same settings for a workload with this route: the Gateway that it goes through may call it. */
export function withGatewayOf(route: Route, settings: PlatformSettings): PlatformSettings {
  return { ...settings, gatewayNamespace: gatewayOf(route, settings).namespace };
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
export function routeFinding(route: RouteState): Finding<'Accepted' | 'ApiMissing' | 'Pending' | 'Refused'> {
  switch (route.state) {
    case 'accepted':
      return { status: 'True', reason: 'Accepted', message: '' };
    case 'pending':
      return { status: 'Unknown', reason: 'Pending', message: route.message };
    case 'refused':
      return { status: 'False', reason: 'Refused', message: route.message };
    case 'api_missing':
      return { status: 'False', reason: 'ApiMissing', message: route.message };
  }
}

/** Where a route is reached: its first host and path. */
export function urlOf({ hosts: [host], paths: [path] }: Route): string {
  return `https://${host}${path}`;
}

const NO_GATEWAY_API = 'Install the Gateway API, 1.0 or newer, and a controller for it: nobody can reach it without.';

function gatewayOf({ gateway: { name, namespace } }: Route, { gatewayNamespace }: PlatformSettings): GatewayRef {
  return { name, namespace: namespace ?? gatewayNamespace };
}

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
