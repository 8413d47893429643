import type { Attempt, WantedIdentity } from '../../ports.ts';
import type { AdminClient } from './admin-client.ts';
import { conflict, MARK } from './mark.ts';
import { type Client, includes, type ProtocolMapper } from './representations.ts';

/** A client by which a tenant's people sign in. */
export interface WantedClient extends Pick<WantedIdentity, 'displayName' | 'enabled' | 'hosts' | 'tenant'> {
  readonly realm: string;
  readonly clientId: string;
  readonly mappers: readonly ProtocolMapper[];
}

/** Clients of tenants. */
export interface Clients {
  bring(wanted: WantedClient, attempt: Attempt): Promise<Client>;
  /** @returns whether there is one */
  disable(realm: string, clientId: string, tenant: string, attempt: Attempt): Promise<boolean>;
  remove(realm: string, clientId: string, tenant: string, attempt: Attempt): Promise<void>;
}

export function createClients(admin: AdminClient): Clients {
  const find = async (realm: string, clientId: string, attempt: Attempt) => {
    const query = new URLSearchParams({ clientId });
    return (await admin.get<Client[]>(`/${realm}/clients?${query}`, attempt))?.[0];
  };
  const findOurs = async (realm: string, clientId: string, tenant: string, attempt: Attempt) => {
    const client = await find(realm, clientId, attempt);
    return client?.attributes?.[MARK] === tenant ? client : undefined;
  };

  return {
    async bring(wanted, attempt) {
      const { realm, clientId, tenant } = wanted;
      const representation = represent(wanted);
      const found = await find(realm, clientId, attempt);
      if (found === undefined) {
        await admin.post(`/${realm}/clients`, { ...representation, protocolMappers: wanted.mappers }, attempt);
      } else if (found.attributes?.[MARK] === tenant) {
        await bringMappers(admin, `/${realm}/clients/${found.id}`, found.protocolMappers, wanted.mappers, attempt);
        if (includes(found, representation)) return found;
        const { protocolMappers: _mappers, ...rest } = found;
        const attributes = { ...found.attributes, ...representation.attributes };
        await admin.put(`/${realm}/clients/${found.id}`, { ...rest, ...representation, attributes }, attempt);
      }
      // Keycloak draws a secret for a client that had none.
      const made = await findOurs(realm, clientId, tenant, attempt);
      if (made === undefined) throw conflict(`client ${clientId} of realm ${realm}`);
      return made;
    },
    async disable(realm, clientId, tenant, attempt) {
      const client = await findOurs(realm, clientId, tenant, attempt);
      if (client?.enabled === true) {
        await admin.put(`/${realm}/clients/${client.id}`, { ...client, enabled: false }, attempt);
      }
      return client !== undefined;
    },
    async remove(realm, clientId, tenant, attempt) {
      const client = await findOurs(realm, clientId, tenant, attempt);
      if (client !== undefined) await admin.delete(`/${realm}/clients/${client.id}`, undefined, attempt);
    },
  };
}

/** Makes and mends mappers of a client or client scope; others are left alone. */
export async function bringMappers(
  admin: AdminClient,
  owner: string,
  found: readonly ProtocolMapper[] = [],
  wanted: readonly ProtocolMapper[],
  attempt: Attempt,
): Promise<void> {
  for (const mapper of wanted) {
    const there = found.find(({ name }) => name === mapper.name);
    const models = `${owner}/protocol-mappers/models`;
    if (there === undefined) await admin.post(models, mapper, attempt);
    else if (!includes(there, mapper)) {
      await admin.put(`${models}/${there.id}`, { ...mapper, id: there.id }, attempt);
    }
  }
}

/** A confidential client for the authorization code flow with PKCE, and for nothing else. */
function represent({ clientId, tenant, displayName, enabled, hosts }: WantedClient) {
  return {
    clientId,
    name: displayName,
    enabled,
    protocol: 'openid-connect',
    publicClient: false,
    standardFlowEnabled: true,
    implicitFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: false,
    redirectUris: hosts.map((host) => `https://${host}/*`),
    webOrigins: hosts.map((host) => `https://${host}`),
    attributes: {
      [MARK]: tenant,
      'pkce.code.challenge.method': 'S256',
      'post.logout.redirect.uris': '+',
      // The workspace ends sessions when somebody signs out elsewhere; Keycloak calls one address of a client.
      ...(hosts[0] !== undefined && {
        'backchannel.logout.url': `https://${hosts[0]}/auth/back-channel-logout`,
        'backchannel.logout.session.required': 'true',
      }),
    },
  };
}
