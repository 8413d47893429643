import {
  type AdminClient,
  audienceMapper,
  conflict,
  createClients,
  type Realm,
  tenantMapper,
} from '@ameide/primitives/keycloak';
import { type Attempt, attempted } from '@ameide/primitives/outside';
import { sharedName } from '../../names.ts';
import type { Identity, SignIn, WantedIdentity } from '../../ports.ts';
import { MARK, markOf } from './mark.ts';
import { createMembership } from './membership.ts';

/** What the adapter is told of the platform. */
export interface KeycloakOptions {
  readonly admin: AdminClient;
  /** Of the realm that tenants share: `https://identity.example.com/realms/ameide`. */
  readonly sharedIssuer: string;
  /** Whom access tokens are for: what services check. */
  readonly audience: string;
}

/** The client of a realm of the tenant's own. */
const OWN_CLIENT = 'platform-app';

/**
 * The identity provider as Keycloak.
 *
 * A tenant with a realm of its own has a client `platform-app` in it, all of whose tokens name the tenant. In the shared
 * realm it has a client `tenant-<id>`, and everybody there could sign in through it: so a token names the tenant only for
 * people who have the client's role `member`.
 */
export function keycloakIdentity({ admin, sharedIssuer, audience }: KeycloakOptions): Identity {
  const sharedRealm = sharedIssuer.slice(sharedIssuer.lastIndexOf('/') + 1);
  const issuerOf = (realm: string) => `${sharedIssuer.slice(0, -sharedRealm.length)}${realm}`;
  const clients = createClients(admin);
  const membership = createMembership(admin, sharedRealm);

  const sharedClient = (tenant: string) => ({
    realm: sharedRealm,
    clientId: sharedName(tenant),
    owner: markOf(tenant),
  });

  const ownRealm = async (tenant: string, attempt: Attempt) => {
    const found = await admin.get<Realm>(`/${tenant}`, attempt);
    return found && { ...found, isOurs: found.attributes?.[MARK] === tenant };
  };

  const provisionOwn = async (wanted: WantedIdentity, attempt: Attempt): Promise<Omit<SignIn, 'kept'>> => {
    const { tenant, displayName, enabled } = wanted;
    let realm = await ownRealm(tenant, attempt);
    if (realm === undefined) {
      const body = { realm: tenant, displayName, enabled, bruteForceProtected: true, attributes: { [MARK]: tenant } };
      await admin.post('', body, attempt);
      realm = await ownRealm(tenant, attempt);
    }
    if (!realm?.isOurs) throw conflict(`realm ${tenant}`, markOf(tenant));
    if (realm.displayName !== displayName || realm.enabled !== enabled) {
      await admin.put(`/${tenant}`, { displayName, enabled }, attempt);
    }
    const mappers = [tenantMapper(tenant), audienceMapper(audience)];
    const client = await clients.bring({ ...clientOf(wanted), realm: tenant, clientId: OWN_CLIENT, mappers }, attempt);
    return { realm: tenant, issuer: issuerOf(tenant), clientId: OWN_CLIENT, clientSecret: client.secret ?? '' };
  };

  const provisionShared = async (wanted: WantedIdentity, attempt: Attempt): Promise<Omit<SignIn, 'kept'>> => {
    const clientId = sharedName(wanted.tenant);
    const mappers = [audienceMapper(audience)];
    const client = await clients.bring({ ...clientOf(wanted), realm: sharedRealm, clientId, mappers }, attempt);
    await membership.bring(wanted.tenant, client, attempt);
    return { realm: sharedRealm, issuer: issuerOf(sharedRealm), clientId, clientSecret: client.secret ?? '' };
  };

  const disableOwn = async (tenant: string, attempt: Attempt) => {
    const realm = await ownRealm(tenant, attempt);
    if (!realm?.isOurs) return [];
    if (realm.enabled) await admin.put(`/${tenant}`, { enabled: false }, attempt);
    return [`Realm ${tenant}`];
  };
  const disableShared = async (tenant: string, attempt: Attempt) => {
    const isThere = await clients.disable(sharedClient(tenant), attempt);
    return isThere ? [`Client ${sharedName(tenant)} of realm ${sharedRealm}`] : [];
  };

  return {
    provision: (wanted, attempt) =>
      attempted(async () => {
        const isOwn = wanted.realm === 'own';
        const signIn = await (isOwn ? provisionOwn : provisionShared)(wanted, attempt);
        return { ...signIn, kept: await (isOwn ? disableShared : disableOwn)(wanted.tenant, attempt) };
      }),
    disable: (tenant, attempt) =>
      attempted(async () => [...(await disableShared(tenant, attempt)), ...(await disableOwn(tenant, attempt))]),
    remove: (tenant, attempt) =>
      attempted(async () => {
        await membership.remove(tenant, attempt);
        await clients.remove(sharedClient(tenant), attempt);
        if ((await ownRealm(tenant, attempt))?.isOurs) await admin.delete(`/${tenant}`, undefined, attempt);
        return [];
      }),
  };
}

/** People of the tenant come back to any path of its hosts. */
function clientOf({ tenant, displayName, enabled, hosts }: WantedIdentity) {
  const [first] = hosts;
  return {
    name: displayName,
    enabled,
    owner: markOf(tenant),
    redirectUris: hosts.map((host) => `https://${host}/*`),
    webOrigins: hosts.map((host) => `https://${host}`),
    // The workspace ends sessions when somebody signs out elsewhere.
    backChannelLogout: first === undefined ? undefined : `https://${first}/auth/back-channel-logout`,
  };
}
