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
  urlOf,
  workloadKinds,
  workloadObjects,
} from '@ameide/primitives/objects';
import { certificateParts } from './certificate.ts';
import type { UISurface } from './resource.ts';
import { type SignIn, signInVariables } from './sign-in.ts';

/** What a UISurface is made of. */
export const UI_SURFACE_PARTS = workloadKinds({ after: [HTTP_ROUTE, CERTIFICATE, REFERENCE_GRANT] });

/** What there should be of a UISurface. */
export function desired(surface: UISurface, observed: Observed<SignIn>, settings: PlatformSettings): Plan {
  const { scaling, route } = surface.spec;
  return joinPlans(
    applyAll(workloadObjects(surface, settings, { scaling, route })),
    applyAll(certificateParts(surface, settings)),
    server(surface, observed, settings),
  );
}

/** While its client's secret is missing, the Deployment stays as it is. */
function server(surface: UISurface, observed: Observed<SignIn>, settings: PlatformSettings): PlanPart {
  const { port, route, scaling } = surface.spec;
  const { facts } = observed;
  if (facts.state === 'secret_missing') return keepAll([{ ...DEPLOYMENT, name: partName(surface) }]);
  const env = environmentOf(surface, settings, [
    { name: 'PORT', value: String(port) },
    { name: 'PUBLIC_URL', value: urlOf(route) },
    ...signInVariables(surface),
  ]);
  const annotations = facts.state === 'wired' ? { 'ameide.io/credentials': facts.version } : {};
  return applyAll([deployment(surface, scaling, { port, env, annotations }, deploymentOf(surface, observed))]);
}
