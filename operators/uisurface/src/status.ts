import { type Observed, progressing, stalled } from '@ameide/operator-kit';
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
import type { UISurfaceFacts } from './facts.ts';
import { againMs, madeClient, NO_PROVIDER, type OidcClient, oidcClientFinding } from './oidc-client.ts';
import type { uiSurface as kind, UISurface } from './resource.ts';
import { type SignIn, signInFinding } from './sign-in.ts';

/** How a UISurface is, after everything that should be there has been applied: ready when people reach what runs. */
export function status(
  surface: UISurface,
  observed: Observed<UISurfaceFacts>,
  settings: PlatformSettings,
): OutcomeOf<typeof kind> {
  const { client, signIn } = observed.facts;
  const route = routeState(surface, surface.spec.route, settings, observed);
  const certificate = certificateState(surface, observed);
  const outcome: OutcomeOf<typeof kind> =
    obstacle(client, signIn) ?? routedOutcome(rolloutOutcome(surface, deploymentOf(surface, observed)), route);
  const made = madeClient(surface, client);
  return {
    ...outcome,
    degraded: outcome.degraded ?? certificateDegradation(certificate) ?? clientDegradation(client),
    conditions: {
      CertificateReady: certificateFinding(certificate),
      OidcClientReady: oidcClientFinding(client),
      RouteAccepted: routeFinding(route),
      SignInReady: signInFinding(signIn),
    },
    fields: { url: urlOf(surface.spec.route), ...(made !== undefined && { oidcClient: made }) },
    requeueAfterMs: againMs(client),
  };
}

/** What the roll-out waits for, if anything. */
function obstacle(client: OidcClient, signIn: SignIn) {
  if (signIn.state === 'secret_missing') return stalled('SecretMissing', signIn.message);
  switch (client.state) {
    case 'not_configured':
      return stalled('OidcClientRefused', NO_PROVIDER);
    case 'conflict':
    case 'refused':
      return stalled('OidcClientRefused', client.message);
    case 'unreachable':
    case 'waiting':
      return signIn.state === 'client_missing' ? progressing(client.message) : undefined;
    case 'made':
    case 'not_asked':
      return undefined;
  }
}

function clientDegradation(client: OidcClient) {
  if (client.state !== 'unreachable') return undefined;
  return { reason: 'IdentityUnreachable', message: client.message } as const;
}
