import { isOwnedBy, type Observed, type ReconcileContext } from '@ameide/operator-kit';
import { newPassword, secretText } from '@ameide/primitives/objects';
import { databaseCaRef, databaseParts, isDropped } from './database.ts';
import { type TenantFacts, WAITING } from './facts.ts';
import { NAMESPACE } from './kinds.ts';
import { bucketName } from './names.ts';
import { findNamespace, namespacesOf, wantedNamespaces } from './namespaces.ts';
import type { Attempt, TenantPorts, WantedBuckets, WantedIdentity } from './ports.ts';
import type { Tenant } from './resource.ts';
import { isClosed, used, wallsStand } from './walls.ts';

/**
 * Brings the systems outside of Kubernetes to what the spec says, once the tenant's namespaces and walls are there. A
 * tenant whose namespaces belong to somebody else gets nothing there.
 */
export async function prepare(
  tenant: Tenant,
  { observed, read, check }: ReconcileContext,
  signal: AbortSignal,
  ports: TenantPorts,
): Promise<TenantFacts> {
  const attempt = { check, signal };
  const taken = await takenNamespaces(tenant, observed, read);
  const ca = databaseCaRef(tenant);
  const facts = {
    taken,
    databaseHasNamespace: await databaseHasNamespace(tenant, observed, read),
    databaseCa: ca && secretText(await read(ca), 'ca.crt'),
    newPassword: newPassword(),
    newInternalKeys: Object.fromEntries(wantedNamespaces(tenant).map(({ name }) => [name, newPassword()])),
  };
  const begun = wantedNamespaces(tenant).every((namespace) => wallsStand(tenant, namespace, observed));
  if (taken.length > 0 || !begun) {
    return { ...facts, identity: WAITING, buckets: ports.buckets && WAITING };
  }
  const identity = await ports.identity.provision(wantedIdentity(tenant), attempt);
  const buckets = await ports.buckets?.provision(wantedBuckets(tenant), attempt);
  if (tenant.spec.suspend) await stopWorkloads(tenant, observed, ports, attempt);
  return { ...facts, identity, buckets };
}

export function wantedBuckets({ metadata, spec }: Tenant): WantedBuckets {
  const { environments, buckets = [], onDelete } = spec;
  const names = environments.flatMap((lane) => buckets.map((purpose) => bucketName(metadata.name, lane, purpose)));
  return { tenant: metadata.name, names, onDelete };
}

function wantedIdentity({ metadata, spec }: Tenant): WantedIdentity {
  const { realm, hosts = [] } = spec.identity;
  return { tenant: metadata.name, displayName: spec.displayName, realm, hosts, enabled: !spec.suspend };
}

type Read = ReconcileContext['read'];

/** Nothing says of a namespace that we do not own that it is there, so it is asked for. */
async function takenNamespaces(tenant: Tenant, observed: Observed, read: Read): Promise<string[]> {
  const unseen = wantedNamespaces(tenant).filter(({ name }) => findNamespace(name, observed) === undefined);
  const found = await Promise.all(unseen.map(({ name }) => read({ ...NAMESPACE, name })));
  return found.flatMap((each) => (each === undefined || isOwnedBy(each, tenant) ? [] : [each.metadata.name]));
}

async function databaseHasNamespace(tenant: Tenant, observed: Observed, read: Read): Promise<boolean> {
  const name = tenant.spec.database?.namespace;
  if (name === undefined) return true;
  if (databaseParts(tenant, observed).some((part) => !isDropped(part, tenant))) return true;
  const found = await read({ ...NAMESPACE, name });
  return found !== undefined && found.metadata.deletionTimestamp === undefined;
}

async function stopWorkloads(tenant: Tenant, observed: Observed, ports: TenantPorts, attempt: Attempt): Promise<void> {
  const { wanted, kept } = namespacesOf(tenant, observed);
  for (const { name } of [...wanted, ...kept]) {
    // Before the quota is closed, pods would come again at once.
    if (isClosed(name, observed) && used(name, 'pods', observed) !== 0) await ports.workloads.stop(name, attempt);
  }
}
