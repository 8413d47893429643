import { defineResourceOperator } from '@ameide/operator-kit/schema';
import { type PlatformSettings, SECRET } from '@ameide/primitives/objects';
import { ROLES } from './access.ts';
import { databaseCaRef } from './database.ts';
import { desired } from './desired.ts';
import { finalizers, finalizing } from './finalizers.ts';
import { TENANT_PARTS } from './kinds.ts';
import type { TenantPorts } from './ports.ts';
import { prepare } from './prepare.ts';
import { ameideTenant } from './resource.ts';
import { status } from './status.ts';

/** The operator of tenants on a platform. */
export function tenantOperator(
  settings: Pick<PlatformSettings, 'environment' | 'internalSecret' | 'oidcIssuer'>,
  ports: TenantPorts,
) {
  return defineResourceOperator(ameideTenant, {
    name: 'tenant',
    lane: { own: settings.environment },
    owns: TENANT_PARTS,
    // Of all Secrets, those of CloudNativePG's clusters.
    reads: [{ ...SECRET, labelSelector: 'cnpg.io/cluster' }],
    references: (tenant) => [databaseCaRef(tenant)].filter((ref) => ref !== undefined),
    prepare: (tenant, context, signal) => prepare(tenant, context, signal, ports),
    desired: (tenant, observed) => desired(tenant, observed, settings),
    status,
    finalizers: finalizers(ports),
    finalizing,
    rights: [
      {
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['clusterroles'],
        resourceNames: [...ROLES],
        verbs: ['bind'],
      },
      // A tenant that is suspended has no pods.
      { apiGroups: [''], resources: ['pods'], verbs: ['deletecollection'] },
    ],
  });
}
