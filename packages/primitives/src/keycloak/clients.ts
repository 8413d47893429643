import type { Attempt } from '../outside/attempt.ts';
import { OutsideError } from '../outside/outside-system.ts';
import type { AdminClient } from './admin-client.ts';
import { conflict, type Mark } from './mark.ts';
import { type Client, type ClientScope, includes, type ProtocolMapper } from './representations.ts';

/** A client by which people sign in. */
export interface WantedClient {
  readonly realm: string;
  readonly clientId: string;
  /** For people. */
  readonly name: string;
  readonly enabled: boolean;
  readonly owner: Mark;
  /** Where people come back to: URLs, or such that end with `*`. */
  readonly redirectUris: readonly string[];
  /** `https://app.example.com` */
  readonly webOrigins: readonly string[];
  /** Keycloak calls one address of a client when somebody signs out elsewhere. */
  readonly backChannelLogout?: string | undefined;
  readonly mappers: readonly ProtocolMapper[];
  /** Client scopes of the realm that it is given beside those that the realm gives every client. */
  readonly scopes?: readonly string[];
}

/** Names a client of an owner. */
export type ClientRef = Pick<WantedClient, 'clientId' | 'owner' | 'realm'>;

/** Clients of owners. What is of another one is not touched. Everything throws OutsideError. */
export interface Clients {
  bring(wanted: WantedClient, attempt: Attempt): Promise<Client>;
  /** @returns whether there is one */
  disable(client: ClientRef, attempt: Attempt): Promise<boolean>;
  remove(client: ClientRef, attempt: Attempt): Promise<void>;
}

export function createClients(admin: AdminClient): Clients {
  const find = async (realm: string, clientId: string, attempt: Attempt) => {
    const query = new URLSearchParams({ clientId });
    return (await admin.get<Client[]>(`/${realm}/clients?${query}`, attempt))?.[0];
  };
  const isOf = ({ attribute, value }: Mark, client: Client | undefined) => client?.attributes?.[attribute] === value;
  const findOurs = async ({ realm, clientId, owner }: ClientRef, attempt: Attempt) => {
    const client = await find(realm, clientId, attempt);
    return isOf(owner, client) ? client : undefined;
  };

  return {
    async bring(wanted, attempt) {
      const { realm, clientId, owner, scopes = [] } = wanted;
      const representation = represent(wanted);
      const found = await find(realm, clientId, attempt);
      if (found === undefined) {
        await admin.post(`/${realm}/clients`, { ...representation, protocolMappers: wanted.mappers }, attempt);
      } else if (isOf(owner, found)) {
        await bringMappers(admin, `/${realm}/clients/${found.id}`, found.protocolMappers, wanted.mappers, attempt);
        if (!includes(found, representation)) {
          const { protocolMappers: _mappers, ...rest } = found;
          const attributes = { ...found.attributes, ...representation.attributes };
          await admin.put(`/${realm}/clients/${found.id}`, { ...rest, ...representation, attributes }, attempt);
        } else if (hasScopes(found, scopes)) return found;
      }
      // Keycloak draws a secret for a client that had none.
      const made = await findOurs(wanted, attempt);
      if (made === undefined) throw conflict(`client ${clientId} of realm ${realm}`, owner);
      if (!hasScopes(made, scopes)) await bringScopes(admin, realm, made, scopes, attempt);
      return made;
    },
    async disable(ref, attempt) {
      const client = await findOurs(ref, attempt);
      if (client?.enabled === true) {
        await admin.put(`/${ref.realm}/clients/${client.id}`, { ...client, enabled: false }, attempt);
      }
      return client !== undefined;
    },
    async remove(ref, attempt) {
      const client = await findOurs(ref, attempt);
      if (client !== undefined) await admin.delete(`/${ref.realm}/clients/${client.id}`, undefined, attempt);
    },
  };
}

const scopesOf = (client: Client) => (client.defaultClientScopes ?? []) as readonly string[];

function hasScopes(client: Client, scopes: readonly string[]): boolean {
  return scopes.every((scope) => scopesOf(client).includes(scope));
}

/** Gives a client scopes of its realm. @throws OutsideError if the realm has none of a name */
async function bringScopes(
  admin: AdminClient,
  realm: string,
  client: Client,
  scopes: readonly string[],
  attempt: Attempt,
): Promise<void> {
  const all = (await admin.get<ClientScope[]>(`/${realm}/client-scopes`, attempt)) ?? [];
  for (const name of scopes.filter((each) => !scopesOf(client).includes(each))) {
    const scope = all.find((each) => each.name === name);
    if (scope === undefined) throw new OutsideError('refused', `Realm ${realm} has no client scope ${name}.`);
    // A scope that people may ask for cannot be given to everybody beside that.
    if (((client.optionalClientScopes ?? []) as readonly string[]).includes(name)) {
      await admin.delete(`/${realm}/clients/${client.id}/optional-client-scopes/${scope.id}`, undefined, attempt);
    }
    await admin.put(`/${realm}/clients/${client.id}/default-client-scopes/${scope.id}`, undefined, attempt);
  }
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
function represent({ clientId, name, enabled, owner, redirectUris, webOrigins, backChannelLogout }: WantedClient) {
  return {
    clientId,
    name,
    enabled,
    protocol: 'openid-connect',
    publicClient: false,
    standardFlowEnabled: true,
    implicitFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: false,
    redirectUris: [...redirectUris],
    webOrigins: [...webOrigins],
    attributes: {
      [owner.attribute]: owner.value,
      'pkce.code.challenge.method': 'S256',
      'post.logout.redirect.uris': '+',
      ...(backChannelLogout !== undefined && {
        'backchannel.logout.url': backChannelLogout,
        'backchannel.logout.session.required': 'true',
      }),
    },
  };
}
