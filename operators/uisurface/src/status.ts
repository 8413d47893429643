import { type Observed, stalled } from '@ameide/operator-kit';
import type { OutcomeOf } from '@ameide/operator-kit/schema';
import {
  deploymentOf,
  type PlatformSettings,
  rolloutOutcome,
  routedOutcome,
  routeFinding,
  routeState,
  urlOf,
} from '@ameide/primitives/objects';
import { certificateDegradation, certificateFinding, certificateState } from './certificate.ts';
import type { uiSurface as kind, UISurface } from './resource.ts';
import { type SignIn, signInFinding } from './sign-in.ts';

/** How a UISurface is, after everything that should be there has been applied: ready when people reach what runs. */
export function status(
  surface: UISurface,
  observed: Observed<SignIn>,
  settings: PlatformSettings,
): OutcomeOf<typeof kind> {
  const { facts: signIn } = observed;
  const route = routeState(surface, surface.spec.route, settings, observed);
  const certificate = certificateState(surface, observed);
  const outcome: OutcomeOf<typeof kind> =
    signIn.state === 'secret_missing'
      ? stalled('SecretMissing', signIn.message)
      : routedOutcome(rolloutOutcome(surface, deploymentOf(surface, observed)), route);
  return {
    ...outcome,
    degraded: outcome.degraded ?? certificateDegradation(certificate),
    conditions: {
      CertificateReady: certificateFinding(certificate),
      RouteAccepted: routeFinding(route),
      SignInReady: signInFinding(signIn),
    },
    fields: { url: urlOf(surface.spec.route) },
  };
}
