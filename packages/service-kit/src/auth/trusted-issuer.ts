import type { JWTPayload } from 'jose';

/** An issuer whose access tokens are accepted, and for whom. */
export interface TrustedIssuer {
  /** Must equal the claim `iss`, character by character. */
  readonly issuer: string;
  /** Must be in the claim `aud`; `platform-app` by default. */
  readonly audience?: string | undefined;
  /**
   * `*`: whichever tenant the claim `tenant_id` names. One tenant: that one, whatever the claim says. Several: the one of
   * them that the claim names.
   */
  readonly tenants: '*' | readonly string[];
  /** Where its keys are; found through OpenID Connect discovery by default. */
  readonly jwksUri?: string | undefined;
}

/** The tenant for which a token speaks; undefined when its issuer may not speak for the one that it names. */
export function tenantOf({ tenants }: TrustedIssuer, claims: JWTPayload): string | undefined {
  if (tenants !== '*' && tenants.length === 1) return tenants[0];
  const named = claims.tenant_id;
  return typeof named === 'string' && (tenants === '*' || tenants.includes(named)) ? named : undefined;
}
