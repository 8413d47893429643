import type { Attempt, Fault } from '@ameide/primitives/outside';

/** A client by which people sign in to an application. */
export interface WantedClient {
  /** In which the application's people are: `https://identity.example.com/realms/ameide`. */
  readonly issuer: string;
  readonly clientId: string;
  /** Whose it is: `<namespace>/<name>`. */
  readonly owner: string;
  /** `https://app.example.com/auth/callback` */
  readonly redirectUris: readonly string[];
  /** `https://app.example.com` */
  readonly origins: readonly string[];
  /** Without `openid`, which every client may ask for. */
  readonly scopes: readonly string[];
  /** True if services of the product are to take its tokens. */
  readonly isOfProduct: boolean;
}

/** The identity provider. Idempotent, and writes nothing where there is nothing to change. */
export interface SignInClients {
  /** @returns the client's secret */
  provision(wanted: WantedClient, attempt: Attempt): Promise<Fault | { readonly secret: string }>;
  /** Also where there is none, or it is somebody else's. @param client `<realm>/<client id>` */
  remove(client: string, owner: string, attempt: Attempt): Promise<Fault | undefined>;
}

/** The last part of an issuer: the realm. */
export function realmOf(issuer: string): string {
  return issuer.slice(issuer.lastIndexOf('/') + 1);
}
