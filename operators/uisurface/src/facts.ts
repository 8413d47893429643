import type { OidcClient } from './oidc-client.ts';
import type { SignIn } from './sign-in.ts';

/** What the operator knows of other systems. */
export interface UISurfaceFacts {
  readonly client: OidcClient;
  readonly signIn: SignIn;
}
