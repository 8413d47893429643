import {
  type AdminClient,
  bringMappers,
  type Client,
  type ClientScope,
  conflict,
  type Role,
  tenantMapper,
} from '@ameide/primitives/keycloak';
import type { Attempt } from '@ameide/primitives/outside';
import { sharedName } from '../../names.ts';
import { MARK, markOf } from './mark.ts';

/** The client's role of people who belong to the tenant. */
export const MEMBER = 'member';

/** Who in the shared realm belongs to which tenant. */
export interface Membership {
  bring(tenant: string, client: Client, attempt: Attempt): Promise<void>;
  remove(tenant: string, attempt: Attempt): Promise<void>;
}

/**
 * A client scope that names the tenant in tokens, and that only people with the client's role `member` are allowed. It
 * is given to the client last: without its role it would be everybody's.
 */
export function createMembership(admin: AdminClient, realm: string): Membership {
  const find = async (tenant: string, attempt: Attempt) => {
    const scopes = await admin.get<ClientScope[]>(`/${realm}/client-scopes`, attempt);
    return scopes?.find(({ name }) => name === sharedName(tenant));
  };
  const isOurs = (scope: ClientScope | undefined, tenant: string) => scope?.attributes?.[MARK] === tenant;

  const bringScope = async (tenant: string, attempt: Attempt): Promise<ClientScope> => {
    let scope = await find(tenant, attempt);
    if (scope === undefined) {
      const attributes = { [MARK]: tenant, 'include.in.token.scope': 'false', 'display.on.consent.screen': 'false' };
      const body = { name: sharedName(tenant), protocol: 'openid-connect', attributes };
      await admin.post(`/${realm}/client-scopes`, body, attempt);
      scope = await find(tenant, attempt);
    }
    if (scope === undefined || !isOurs(scope, tenant))
      throw conflict(`client scope ${sharedName(tenant)}`, markOf(tenant));
    return scope;
  };

  const bringRole = async (client: Client, attempt: Attempt): Promise<Role> => {
    const path = `/${realm}/clients/${client.id}/roles`;
    const found = await admin.get<Role>(`${path}/${MEMBER}`, attempt);
    if (found !== undefined) return found;
    await admin.post(path, { name: MEMBER, description: 'Belongs to the tenant.' }, attempt);
    return (await admin.get<Role>(`${path}/${MEMBER}`, attempt))!;
  };

  return {
    async bring(tenant, client, attempt) {
      const path = `/${realm}/clients/${client.id}/default-client-scopes`;
      const given = await admin.get<ClientScope[]>(path, attempt);
      // A client's own scopes come without attributes and mappers; all scopes of the realm are many.
      const known = given?.find(({ name }) => name === sharedName(tenant));
      const details = known && (await admin.get<ClientScope>(`/${realm}/client-scopes/${known.id}`, attempt));
      const scope = isOurs(details, tenant) ? details! : await bringScope(tenant, attempt);

      const allowed = `/${realm}/client-scopes/${scope.id}/scope-mappings/clients/${client.id}`;
      const roles = (await admin.get<Role[]>(allowed, attempt)) ?? [];
      if (!roles.some(({ name }) => name === MEMBER)) {
        await admin.post(allowed, [await bringRole(client, attempt)], attempt);
      }
      const owner = `/${realm}/client-scopes/${scope.id}`;
      await bringMappers(admin, owner, scope.protocolMappers, [tenantMapper(tenant)], attempt);
      if (known === undefined) await admin.put(`${path}/${scope.id}`, undefined, attempt);
    },
    async remove(tenant, attempt) {
      const scope = await find(tenant, attempt);
      if (scope !== undefined && isOurs(scope, tenant)) {
        await admin.delete(`/${realm}/client-scopes/${scope.id}`, undefined, attempt);
      }
    },
  };
}
