import type { KubeObject } from '@ameide/operator-kit';
import type { Route } from '../fields/route.ts';
import { HTTP_ROUTE } from './api-kinds.ts';
import { type Primitive, partName, partOf } from './identity.ts';
import type { PlatformSettings } from './settings.ts';

/** The Gateway that a route goes through. */
export interface GatewayRef {
  readonly name: string;
  readonly namespace: string;
}

/**
 * The route from the Gateway to the primitive's Service, for all hosts and for all that begins with one of the paths. Of two
 * rules that fit the longer path wins, so that streams are under no time limit, and everything else is.
 */
export function httpRoute(primitive: Primitive, route: Route, settings: PlatformSettings): KubeObject {
  const gateway = gatewayOf(route, settings);
  const listener = listenerOf(route);
  const rule = (paths: readonly string[], request: string) => ({
    matches: paths.map((value) => ({ path: { type: 'PathPrefix', value } })),
    backendRefs: [{ group: '', kind: 'Service', name: partName(primitive), port: 80, weight: 1 }],
    timeouts: { request },
  });
  const { paths, streams = [], timeoutSeconds } = route;
  const unary = paths.filter((path) => !streams.includes(path));
  return {
    ...partOf(primitive, HTTP_ROUTE),
    spec: {
      parentRefs: [
        { group: 'gateway.networking.k8s.io', kind: 'Gateway', ...gateway, ...(listener && { sectionName: listener }) },
      ],
      hostnames: [...route.hosts],
      rules: [
        ...(streams.length > 0 ? [rule(streams, '0s')] : []),
        ...(unary.length > 0 ? [rule(unary, `${timeoutSeconds}s`)] : []),
      ],
    },
  };
}

/** The platform's Gateway also has a listener without TLS, which is for redirects. */
function listenerOf({ gateway: { namespace, listener } }: Route): string | undefined {
  return listener ?? (namespace === undefined ? 'https' : undefined);
}

/** Where a route is reached: its first host and path. */
export function urlOf({ hosts: [host], paths: [path] }: Route): string {
  return `https://${host}${path}`;
}

/** The Gateway of a route: the platform's own, unless the route names one of another namespace. */
export function gatewayOf(
  { gateway: { name, namespace } }: Route,
  { gatewayNamespace }: Pick<PlatformSettings, 'gatewayNamespace'>,
): GatewayRef {
  return { name, namespace: namespace ?? gatewayNamespace };
}
