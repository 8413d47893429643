import { isOwnedBy, type Observed, type ReconcileContext } from '@ameide/operator-kit';
import { newPassword, secretText } from '@ameide/primitives/objects';
import type { Attempt } from '@ameide/primitives/outside';
import { databaseCaRef, databaseParts, isDropped } from './database.ts';
import { type TenantFacts, WAITING } from './facts.ts';
import { NAMESPACE } from './kinds.ts';
import { bucketName } from './names.ts';
import { findNamespace, namespacesOf, wantedNamespaces } from './namespaces.ts';
import { CODE_LABEL } from './part.ts';
import type { TenantPorts, WantedBuckets, WantedIdentity, WantedWorkflowNamespaces } from './ports.ts';
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
    return { ...facts, identity: WAITING, buckets: ports.buckets && WAITING, workflows: ports.workflows && WAITING };
  }
  const identity = await ports.identity.provision(wantedIdentity(tenant), attempt);
  const buckets = await ports.buckets?.provision(wantedBuckets(tenant), attempt);
  const wanted = wantedWorkflows(tenant, observed);
  const isAsked = wanted.names.length + wanted.others.length > 0;
  const workflows = isAsked ? await ports.workflows?.provision(wanted, attempt) : undefined;
  if (tenant.spec.suspend) await stopWorkloads(tenant, observed, ports, attempt);
  return { ...facts, identity, buckets, workflows };
}

export function wantedBuckets({ metadata, spec }: Tenant): WantedBuckets {
  const { environments, buckets = [], onDelete } = spec;
  const names = environments.flatMap((lane) => buckets.map((purpose) => bucketName(metadata.name, lane, purpose)));
  return { tenant: metadata.name, names, onDelete };
}

/** In Temporal, the custom code of each environment has a namespace with the name of that in Kubernetes. */
export function wantedWorkflows(tenant: Tenant, observed: Observed): WantedWorkflowNamespaces {
  const { metadata, spec, status } = tenant;
  const names = wantedNamespaces(tenant).flatMap(({ name, code }) => (code === 'custom' ? [name] : []));
  const custom = observed.owned(NAMESPACE).filter(({ metadata: { labels } }) => labels?.[CODE_LABEL] === 'custom');
  const known = new Set([...custom.map(({ metadata: { name } }) => name), ...(status?.temporalNamespaces ?? [])]);
  const others = [...known].filter((name) => !names.includes(name)).sort();
  const { retentionDays } = spec.temporal;
  return { tenant: metadata.name, names, others, retentionDays, onDelete: spec.onDelete };
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
