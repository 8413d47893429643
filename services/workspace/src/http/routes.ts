import type { Logger } from '@ameide/service-kit/telemetry';
import type { IdentityProviders } from '../app/identity-providers.ts';
import type { ReadAttachment, Upstream } from '../app/ports.ts';
import type { Sessions } from '../app/sessions.ts';
import type { SignIn } from '../app/sign-in.ts';
import type { SignOut } from '../app/sign-out.ts';
import type { Cookies } from './cookies.ts';

/** What routes are made with. */
export interface RouteDeps {
  /** Where browsers reach the workspace, such as `https://platform.example.com`. */
  readonly publicUrl: string;
  readonly cookies: Cookies;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly signOut: SignOut;
  readonly providers: IdentityProviders;
  readonly upstream: Upstream;
  readonly readAttachment: ReadAttachment;
  /** Aborted when streams shall end, since the service stops. */
  readonly stopping: AbortSignal;
  readonly logger: Logger;
}
