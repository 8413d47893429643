import type { Authenticator } from '@ameide/service-kit/auth';
import { ServiceError } from '@ameide/service-kit/errors';
import type { Person } from '../domain/session.ts';
import type { IdClaims } from './ports.ts';

/**
 * Who an access token is about, as services will see it: tenant and roles are what they find in it.
 * @param claims of the id token that came with it
 * @param before who it was, where no id token came
 * @throws ServiceError when services would not accept the token, or is about somebody else than claims or `before`
 */
export type ReadPerson = (accessToken: string, claims: IdClaims | undefined, before?: Person) => Promise<Person>;

export function createReadPerson(authenticator: Authenticator): ReadPerson {
  return async (accessToken, claims, before) => {
    const identity = await authenticator.authenticate(new Headers({ authorization: `Bearer ${accessToken}` }));
    const named = [claims?.subject, before?.id].filter((id) => id !== undefined);
    if (named.some((id) => id !== identity.actorId)) {
      throw new ServiceError(
        'unauthenticated',
        'token_invalid',
        'The tokens of one answer are about different people.',
      );
    }
    const email = claims?.email ?? before?.email;
    return {
      id: identity.actorId,
      name: claims?.name ?? before?.name ?? identity.actorId,
      ...(email !== undefined && { email }),
      tenantId: identity.tenantId,
      roles: [...identity.roles].sort(),
    };
  };
}
