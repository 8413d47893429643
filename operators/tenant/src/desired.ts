import { applyAll, joinPlans, keepAll, type ObjectRef, type Observed, type Plan, refOf } from '@ameide/operator-kit';
import type { PlatformSettings } from '@ameide/primitives/objects';
import { access } from './access.ts';
import { databasePlan } from './database.ts';
import { droppedPlan } from './dropped-database.ts';
import type { TenantFacts } from './facts.ts';
import { NAMESPACE, TENANT_PARTS } from './kinds.ts';
import { namespaceObject, namespacesOf } from './namespaces.ts';
import type { Tenant } from './resource.ts';
import { secrets } from './secrets.ts';
import { issuerPlan } from './sign-in.ts';
import { walls } from './walls.ts';

/**
 * What there should be of a tenant: namespaces, then their walls, then secrets and the database, and last who may see
 * them. A namespace that is no longer wanted goes as a whole, so that its walls stand until its pods are gone.
 */
export function desired(
  tenant: Tenant,
  observed: Observed<TenantFacts>,
  settings: Pick<PlatformSettings, 'internalSecret' | 'oidcIssuer'>,
): Plan {
  const { wanted, kept, leaving } = namespacesOf(tenant, observed);
  const out = new Set([...observed.facts.taken, ...leaving.map(({ name }) => name)]);
  const open = [...wanted, ...kept].filter(({ name }) => !out.has(name));
  const database = databasePlan(tenant, observed, observed.facts);
  return joinPlans(
    applyAll(open.map((namespace) => namespaceObject(tenant, namespace))),
    applyAll(open.flatMap((namespace) => walls(tenant, namespace))),
    keepAll(leaving.map((namespace) => refOf(namespaceObject(tenant, namespace)))),
    keepAll(insideOthers(new Set(open.map(({ name }) => name)), observed)),
    issuerPlan(tenant, open, observed.facts, settings),
    applyAll(database.password),
    ...open.map((namespace) => secrets(tenant, namespace, observed, settings)),
    database,
    droppedPlan(tenant, observed),
    applyAll(open.flatMap((namespace) => access(tenant, namespace))),
  );
}

/** What is in namespaces of the tenant that nothing is made in. */
function insideOthers(open: ReadonlySet<string>, observed: Observed): readonly ObjectRef[] {
  const all = observed.owned(NAMESPACE).map(({ metadata }) => metadata.name);
  const others = new Set(all.filter((name) => !open.has(name)));
  const refs = TENANT_PARTS.flatMap((kind) => observed.owned(kind)).map(refOf);
  return refs.filter(({ namespace }) => namespace !== undefined && others.has(namespace));
}
