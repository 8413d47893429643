import { type AdminClient, audienceMapper, createClients } from '@ameide/primitives/keycloak';
import { attempted } from '@ameide/primitives/outside';
import { realmOf, type SignInClients } from '../ports.ts';

/** The attribute that says whose a client is. */
const MARK = 'ameide.uisurface';

/** What the adapter is told of the platform. */
export interface KeycloakClientsOptions {
  readonly admin: AdminClient;
  /** Whom access tokens are for: what services check. */
  readonly audience: string;
}

/** Clients of Keycloak. */
export function keycloakClients({ admin, audience }: KeycloakClientsOptions): SignInClients {
  const clients = createClients(admin);
  const mark = (owner: string) => ({ attribute: MARK, value: owner });
  return {
    provision: ({ issuer, clientId, owner, redirectUris, origins, scopes, isOfProduct }, attempt) =>
      attempted(async () => {
        const client = await clients.bring(
          {
            realm: realmOf(issuer),
            clientId,
            name: owner,
            enabled: true,
            owner: mark(owner),
            redirectUris,
            webOrigins: origins,
            mappers: isOfProduct ? [audienceMapper(audience)] : [],
            scopes,
          },
          attempt,
        );
        return { secret: client.secret ?? '' };
      }),
    remove: (client, owner, attempt) =>
      attempted(async () => {
        const [realm = '', clientId = ''] = client.split('/');
        await clients.remove({ realm, clientId, owner: mark(owner) }, attempt);
        return undefined;
      }),
  };
}
