import { type Kind, type KubeObject, kindName } from '@ameide/operator-kit';
import type { Tenant } from './resource.ts';

/** The labels of everything that a tenant is made of. */
export const TENANT_LABEL = 'ameide.io/tenant';
export const ENVIRONMENT_LABEL = 'ameide.io/environment';
/** Of namespaces: `product` or `custom`. The admission policy goes by it. */
export const CODE_LABEL = 'ameide.io/code';

/** The head of an object that a tenant is made of. */
export function partOf(tenant: Tenant, kind: Kind, name: string, namespace?: string): KubeObject {
  const { apiVersion } = kind;
  const labels = { 'app.kubernetes.io/part-of': 'ameide', [TENANT_LABEL]: tenant.metadata.name };
  return { apiVersion, kind: kind.kind, metadata: { name, ...(namespace !== undefined && { namespace }), labels } };
}

/** Tells the objects of a kind from others. */
export function isOf(kind: Kind): (object: KubeObject) => boolean {
  return (object) => kindName(object) === kindName(kind);
}
