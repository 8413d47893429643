/** Of Keycloak's admin API, what is looked at. What else there is stays as it is. */
export interface Realm {
  readonly realm: string;
  readonly displayName?: string;
  readonly enabled?: boolean;
  readonly attributes?: Attributes;
}

export interface Client {
  readonly id: string;
  readonly clientId: string;
  readonly secret?: string;
  readonly attributes?: Attributes;
  readonly protocolMappers?: readonly ProtocolMapper[];
  readonly [field: string]: unknown;
}

export interface ClientScope {
  readonly id: string;
  readonly name: string;
  readonly attributes?: Attributes;
  readonly protocolMappers?: readonly ProtocolMapper[];
}

export interface Role {
  readonly id: string;
  readonly name: string;
}

export interface ProtocolMapper {
  readonly id?: string;
  readonly name: string;
  readonly protocol: string;
  readonly protocolMapper: string;
  readonly config: Attributes;
}

export type Attributes = Readonly<Record<string, string>>;

/** Puts the tenant's id into every token. */
export function tenantMapper(tenant: string): ProtocolMapper {
  return {
    name: 'tenant',
    protocol: 'openid-connect',
    protocolMapper: 'oidc-hardcoded-claim-mapper',
    config: {
      'claim.name': 'tenant_id',
      'claim.value': tenant,
      'jsonType.label': 'String',
      'access.token.claim': 'true',
      'id.token.claim': 'true',
      'userinfo.token.claim': 'true',
    },
  };
}

/** Says whom a token is for. */
export function audienceMapper(audience: string): ProtocolMapper {
  return {
    name: 'audience',
    protocol: 'openid-connect',
    protocolMapper: 'oidc-audience-mapper',
    config: { 'included.custom.audience': audience, 'access.token.claim': 'true', 'id.token.claim': 'false' },
  };
}

/** True if everything of `wanted` is in `found`; lists that stand for sets in any order. */
export function includes(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    const sorted = (list: readonly unknown[]) => JSON.stringify(list.map(String).sort());
    return Array.isArray(found) && sorted(found) === sorted(wanted);
  }
  if (typeof wanted === 'object' && wanted !== null) {
    return Object.entries(wanted).every(([key, value]) => includes((found as Record<string, unknown>)?.[key], value));
  }
  return found === wanted;
}
