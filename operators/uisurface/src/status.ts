import type { CustomObject, Observed, Outcome } from '@ameide/operator-kit';
import {
  DEPLOYMENT,
  type PlatformSettings,
  partName,
  pausedFinding,
  pausedOutcome,
  rolloutFields,
  rolloutOutcome,
  routedOutcome,
  routeFinding,
  routeState,
  urlOf,
} from '@ameide/primitives/objects';
import { certificateDegradation, certificateFinding, certificateState } from './certificate.ts';
import type { uiSurface as kind, UISurfaceSpec, UISurfaceStatus } from './resource.ts';
import { type SignIn, signInFinding } from './sign-in.ts';

type Conditions = (typeof kind)['conditions'];
export type UISurfaceOutcome = Outcome<Conditions, UISurfaceStatus>;

/** How a UISurface is, after everything that should be there has been applied: ready when people reach what runs. */
export function status(
  surface: CustomObject<UISurfaceSpec, UISurfaceStatus>,
  observed: Observed<SignIn>,
  settings: PlatformSettings,
): UISurfaceOutcome {
  const { spec } = surface;
  const live = observed.find({ ...DEPLOYMENT, name: partName(surface) });
  const route = routeState(surface, spec.route, settings, observed);
  const certificate = certificateState(surface, observed);
  const outcome: Outcome<Conditions> =
    pausedOutcome(surface, observed) ??
    signInObstacle(observed.facts) ??
    routedOutcome(rolloutOutcome(surface, live), route);
  return {
    ...outcome,
    degraded: outcome.degraded ?? certificateDegradation(certificate),
    conditions: {
      CertificateReady: certificateFinding(certificate),
      RolloutPaused: pausedFinding(surface),
      RouteAccepted: routeFinding(route),
      SignInReady: signInFinding(observed.facts),
    },
    fields: { ...rolloutFields(surface, live), url: urlOf(spec.route) },
  };
}

function signInObstacle(signIn: SignIn) {
  if (signIn.state !== 'secret_missing') return undefined;
  return { phase: 'stalled', reason: 'SecretMissing', message: signIn.message } as const;
}
