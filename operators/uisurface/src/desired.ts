import { applyAll, joinPlans, keepAll, type Observed, type Plan, type PlanPart } from '@ameide/operator-kit';
import {
  CERTIFICATE,
  DEPLOYMENT,
  deployment,
  deploymentOf,
  environmentOf,
  HTTP_ROUTE,
  type PlatformSettings,
  partName,
  REFERENCE_GRANT,
  SECRET,
  urlOf,
  workloadKinds,
  workloadObjects,
} from '@ameide/primitives/objects';
import { certificateParts } from './certificate.ts';
import type { UISurfaceFacts } from './facts.ts';
import { clientSecret, clientSecretName } from './oidc-client.ts';
import type { UISurface } from './resource.ts';
import { signInVariables } from './sign-in.ts';

/** What a UISurface is made of. */
export const UI_SURFACE_PARTS = workloadKinds({ before: [SECRET], after: [HTTP_ROUTE, CERTIFICATE, REFERENCE_GRANT] });

/** What there should be of a UISurface. */
export function desired(surface: UISurface, observed: Observed<UISurfaceFacts>, settings: PlatformSettings): Plan {
  const { scaling, route } = surface.spec;
  return joinPlans(
    applyAll(workloadObjects(surface, settings, { scaling, route })),
    applyAll(certificateParts(surface, settings)),
    clientPlan(surface, observed),
    server(surface, observed, settings),
  );
}

/** While nobody knows what the client is, its Secret stays as it is. */
function clientPlan(surface: UISurface, { facts: { client } }: Observed<UISurfaceFacts>): PlanPart {
  if (client.state === 'made') return applyAll(clientSecret(surface, client));
  return keepAll(client.state === 'not_asked' ? [] : [{ ...SECRET, name: clientSecretName(surface) }]);
}

/** While its client or that's secret is missing, the Deployment stays as it is. */
function server(surface: UISurface, observed: Observed<UISurfaceFacts>, settings: PlatformSettings): PlanPart {
  const { port, route, scaling } = surface.spec;
  const { signIn } = observed.facts;
  if (signIn.state === 'secret_missing' || signIn.state === 'client_missing')
    return keepAll([{ ...DEPLOYMENT, name: partName(surface) }]);
  const env = environmentOf(surface, settings, [
    { name: 'PORT', value: String(port) },
    { name: 'PUBLIC_URL', value: urlOf(route) },
    ...signInVariables(surface),
  ]);
  const annotations = signIn.state === 'wired' ? { 'ameide.io/credentials': signIn.version } : {};
  return applyAll([deployment(surface, scaling, { port, env, annotations }, deploymentOf(surface, observed))]);
}
