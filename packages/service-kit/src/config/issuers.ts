import { isTenantId } from '@ameide/postgres';
import { z } from 'zod';
import type { TrustedIssuer } from '../auth/trusted-issuer.ts';
import { jsonText } from './json-text.ts';

const DEFAULT_AUDIENCE = 'platform-app';

const tenantId = z.string().refine(isTenantId, 'is no tenant id');

const trustedIssuer = z.strictObject({
  issuer: z.url(),
  audience: z.string().min(1).default(DEFAULT_AUDIENCE),
  tenants: z.union([z.literal('*'), z.array(tenantId).min(1)], 'say "*", or list the tenants'),
  jwksUri: z.url().optional(),
});

const issuers = z
  .array(trustedIssuer)
  .min(1)
  .refine((list) => new Set(list.map(({ issuer }) => issuer)).size === list.length, 'names an issuer twice');

/** Whose access tokens are accepted: a list, or the short form for one issuer that speaks for every tenant. */
export const issuerEnvironment = {
  OIDC_ISSUER: z.url().optional(),
  /** Whom the tokens of `OIDC_ISSUER` must be for. */
  OIDC_AUDIENCE: z.string().min(1).default(DEFAULT_AUDIENCE),
  /**
   * JSON: `[{"issuer":"https://id.example.com/realms/ameide","tenants":"*"},{"issuer":"https://id.example.com/realms/acme",
   * "tenants":["acme"],"audience":"platform-app","jwksUri":"…"}]`; the last two are optional. Stands in place of the short form.
   */
  OIDC_ISSUERS: jsonText.pipe(issuers).optional(),
};

/** The issuers that an environment names; none when it names none. */
export function trustedIssuers(environment: {
  readonly OIDC_ISSUER?: string | undefined;
  readonly OIDC_AUDIENCE: string;
  readonly OIDC_ISSUERS?: readonly TrustedIssuer[] | undefined;
}): readonly TrustedIssuer[] {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_ISSUERS: list } = environment;
  return list ?? (issuer === undefined ? [] : [{ issuer, audience, tenants: '*' }]);
}
