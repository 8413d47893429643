import { ServiceError } from '../errors/service-error.ts';
import type { Authenticator } from './identity.ts';
import { claimsIdentity, verifyIdentity } from './internal-signature.ts';
import { createTokenVerifier, type TokenOptions } from './token-verifier.ts';

/** What an authenticator is made with. */
export interface AuthenticatorOptions extends TokenOptions {
  /** Shared by the services of one installation; at least 32 characters. */
  readonly internalSecret: string;
}

/**
 * Proves identities: people by a bearer token, services by a signature over identity headers. Nothing else in a request
 * says who somebody is.
 */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const verifyToken = createTokenVerifier(options);
  const now = options.now ?? Date.now;
  return {
    async authenticate(header) {
      if (claimsIdentity(header)) return verifyIdentity(options.internalSecret, header, now());
      const [scheme, token] = (header.get('authorization') ?? '').split(' ', 2);
      if (scheme?.toLowerCase() !== 'bearer' || token === undefined || token === '') {
        const message = 'Send an access token in the header "Authorization: Bearer <token>".';
        throw new ServiceError('unauthenticated', 'token_missing', message);
      }
      return verifyToken(token);
    },
  };
}
