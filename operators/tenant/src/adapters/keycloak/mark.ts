import type { Mark } from '@ameide/primitives/keycloak';

/** The attribute that says whose a realm, client or client scope is. */
export const MARK = 'ameide.tenant';

export function markOf(tenant: string): Mark {
  return { attribute: MARK, value: tenant };
}
