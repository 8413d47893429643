import type { Logger } from '@ameide/service-kit/telemetry';
import type { IdentityProviders } from './identity-providers.ts';
import type { Sessions } from './sessions.ts';

/** Ends the session of a browser, here at once, and at the provider where it answers; where the browser goes then. */
export type SignOut = (id: string | undefined) => Promise<URL | undefined>;

export function createSignOut(deps: {
  readonly providers: IdentityProviders;
  readonly sessions: Sessions;
  readonly logger: Logger;
}): SignOut {
  const { providers, sessions, logger } = deps;
  return async (id) => {
    const session = await sessions.end(id, 'signed_out');
    if (session === undefined) return undefined;
    logger.info({ tenant_id: session.person.tenantId }, 'signed out');
    const { refreshToken, idToken } = session.tokens;
    const provider = providers.byIssuer(session.issuer);
    if (provider === undefined) return undefined;
    const revoked = refreshToken === undefined ? undefined : provider.revoke(refreshToken);
    // The session is over here, whatever becomes of it there.
    await revoked?.catch((err: unknown) => logger.warn({ err }, 'a refresh token cannot be revoked'));
    return provider.endSessionUrl(idToken).catch((err: unknown) => {
      logger.warn({ err }, 'nobody can be signed out of the identity provider');
      return undefined;
    });
  };
}
