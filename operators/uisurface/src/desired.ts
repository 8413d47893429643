import type { KubeObject, Observed, OwnedKind, Plan } from '@ameide/operator-kit';
import {
  AUTOSCALER,
  autoscalers,
  CERTIFICATE,
  DEPLOYMENT,
  DISRUPTION_BUDGET,
  deployment,
  disruptionBudgets,
  environmentOf,
  HTTP_ROUTE,
  httpRoute,
  NETWORK_POLICY,
  networkPolicy,
  type PlatformSettings,
  type Primitive,
  partName,
  REFERENCE_GRANT,
  refusalOf,
  SERVICE,
  SERVICE_ACCOUNT,
  SERVICE_MONITOR,
  service,
  serviceAccount,
  serviceMonitor,
  urlOf,
  type WorkloadRefusal,
  withGatewayOf,
} from '@ameide/primitives/objects';
import { certificateParts } from './certificate.ts';
import type { UISurfaceSpec } from './resource.ts';
import { type SignIn, signInVariables } from './sign-in.ts';

/** What a UISurface is made of. */
export const UI_SURFACE_PARTS: readonly OwnedKind[] = [
  SERVICE_ACCOUNT,
  NETWORK_POLICY,
  SERVICE,
  DEPLOYMENT,
  AUTOSCALER,
  DISRUPTION_BUDGET,
  { ...HTTP_ROUTE, optional: true },
  { ...CERTIFICATE, optional: true },
  { ...REFERENCE_GRANT, optional: true },
  { ...SERVICE_MONITOR, optional: true },
];

/** What there should be of a UISurface. While its client's secret is missing, the Deployment stays as it is. */
export function desired(
  surface: Primitive<UISurfaceSpec>,
  observed: Observed<SignIn>,
  settings: PlatformSettings,
): Plan | WorkloadRefusal {
  const { spec } = surface;
  const refusal = refusalOf(surface, settings);
  if (refusal) return refusal;

  const isHeld = observed.facts.state === 'secret_missing';
  return {
    paused: spec.paused,
    objects: [
      serviceAccount(surface),
      networkPolicy(surface, withGatewayOf(spec.route, settings)),
      service(surface),
      ...(isHeld ? [] : [server(surface, observed, settings)]),
      ...autoscalers(surface, spec.scaling),
      ...disruptionBudgets(surface, spec.scaling),
      httpRoute(surface, spec.route, settings),
      ...certificateParts(surface, settings),
      serviceMonitor(surface),
    ],
    keep: isHeld ? [{ ...DEPLOYMENT, name: partName(surface) }] : [],
  };
}

function server(surface: Primitive<UISurfaceSpec>, observed: Observed<SignIn>, settings: PlatformSettings): KubeObject {
  const { spec } = surface;
  const env = environmentOf(surface, settings, [
    { name: 'PORT', value: String(spec.port) },
    { name: 'PUBLIC_URL', value: urlOf(spec.route) },
    ...signInVariables(surface),
  ]);
  const { facts } = observed;
  const annotations = facts.state === 'wired' ? { 'ameide.io/credentials': facts.version } : {};
  const pod = { port: spec.port, env, annotations };
  const live = observed.find({ ...DEPLOYMENT, name: partName(surface) });
  return deployment(surface, spec.scaling, pod, live);
}
