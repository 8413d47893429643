import {
  type KubeObject,
  type ObjectRef,
  type Observed,
  type PlanPart,
  refOf,
  type StoredObject,
} from '@ameide/operator-kit';
import {
  appliedState,
  DATABASE,
  DATABASE_ROLE,
  type DatabaseState,
  databaseUri,
  lacking,
  roleSpec,
  SECRET,
  secretData,
  secretText,
} from '@ameide/primitives/objects';
import type { TenantFacts } from './facts.ts';
import { databaseName, sharedName } from './names.ts';
import { isOf, partOf } from './part.ts';
import type { Tenant } from './resource.ts';

/** The type of a Secret with a user and a password; those in the tenant's own namespaces are of another one. */
const PASSWORD = 'kubernetes.io/basic-auth';

/** What there should be of a tenant's database where its cluster is, and what stays as it is. */
export interface DatabasePlan extends PlanPart {
  /** Comes before everything that the password is in: where it cannot be stored, nobody is given it. */
  readonly password: readonly KubeObject[];
}

/**
 * The role, its password, and the database with a schema, all of one name. The password is made once and cannot be
 * changed: to replace it, delete its Secret. The database follows when its owner is there. For what the spec no longer
 * asks for, see `droppedPlan`.
 */
export function databasePlan(tenant: Tenant, observed: Observed, facts: TenantFacts): DatabasePlan {
  const asked = tenant.spec.database;
  if (asked === undefined) return { password: [], objects: [], keep: [] };
  const { secret, role, database } = databaseObjects(tenant, asked, facts.newPassword);
  const there = databaseParts(tenant, observed).filter((part) => !isDropped(part, tenant));
  const served = observed.serves(DATABASE_ROLE) && observed.serves(DATABASE);
  if (!served || !facts.databaseHasNamespace) {
    const objects = served ? [] : lacking([role, database], observed);
    return { password: [], objects, keep: there.map(refOf) };
  }
  const isSecretThere = observed.find(refOf(secret)) !== undefined;
  const follows = appliedState([refOf(role)], observed).state === 'applied';
  return {
    password: isSecretThere ? [] : [secret],
    objects: [role, ...(follows ? [database] : [])],
    keep: [...(isSecretThere ? [refOf(secret)] : []), ...(follows ? [] : [refOf(database)])],
  };
}

/** How far the database is, or undefined if the spec has none. */
export function databaseState(tenant: Tenant, observed: Observed<TenantFacts>): DatabaseState | undefined {
  const asked = tenant.spec.database;
  if (asked === undefined) return undefined;
  const { role, database } = databaseObjects(tenant, asked, '');
  const applied = appliedState([refOf(role), refOf(database)], observed);
  if (observed.facts.databaseHasNamespace || applied.state === 'api_missing') return applied;
  const { cluster, namespace } = asked;
  const message = `Namespace ${namespace} is not there, and the CloudNativePG Cluster ${cluster} should be in it: make both.`;
  return { state: 'failed', message };
}

/** The passwords, roles and databases that there are, those that the spec no longer asks for among them. */
export function databaseParts(tenant: Tenant, observed: Observed): readonly StoredObject[] {
  const name = sharedName(tenant.metadata.name);
  return [SECRET, DATABASE_ROLE, DATABASE]
    .flatMap((kind) => observed.owned(kind))
    .filter((part) => part.metadata.name === name && (!isOf(SECRET)(part) || part.type === PASSWORD));
}

/** True for a part of a database that the spec does not ask for, or asks for in another namespace. */
export function isDropped(part: StoredObject, { spec }: Tenant): boolean {
  return part.metadata.namespace !== spec.database?.namespace;
}

/** By which the product reaches the database, for its namespaces; undefined while there is none. */
export function databaseAccess(tenant: Tenant, observed: Observed, facts: TenantFacts) {
  const { database } = tenant.spec;
  if (database === undefined || !observed.serves(DATABASE_ROLE) || !facts.databaseHasNamespace) return undefined;
  const { secret } = databaseObjects(tenant, database, facts.newPassword);
  const password = secretText(observed.find(refOf(secret)) ?? secret, 'password');
  if (password === undefined) return undefined;
  const username = databaseName(tenant.metadata.name);
  const server = `${database.cluster}-rw.${database.namespace}.svc`;
  const uri = databaseUri({ username, password, server, database: username });
  return { username, password, uri, ...(facts.databaseCa !== undefined && { 'ca.crt': facts.databaseCa }) };
}

/** The Secret in which CloudNativePG publishes the cluster's certificate. */
export function databaseCaRef({ spec }: Tenant): ObjectRef | undefined {
  const { database } = spec;
  return database && { ...SECRET, name: `${database.cluster}-ca`, namespace: database.namespace };
}

/** Where a database is. */
export type DatabasePlace = NonNullable<Tenant['spec']['database']>;

/** The objects of a tenant's database in a place, with the policy that `onDelete` says now. */
export function databaseObjects(tenant: Tenant, { cluster, namespace }: DatabasePlace, password: string) {
  const name = sharedName(tenant.metadata.name);
  const username = databaseName(tenant.metadata.name);
  const { onDelete } = tenant.spec;
  return {
    secret: {
      ...partOf(tenant, SECRET, name, namespace),
      type: PASSWORD,
      immutable: true,
      data: secretData({ username, password }),
    },
    role: {
      ...partOf(tenant, DATABASE_ROLE, name, namespace),
      spec: roleSpec({ cluster, role: username, secret: name, onDelete }),
    },
    database: {
      ...partOf(tenant, DATABASE, name, namespace),
      spec: {
        cluster: { name: cluster },
        name: username,
        owner: username,
        schemas: [{ name: username, owner: username }],
        databaseReclaimPolicy: onDelete,
      },
    },
  } satisfies Record<string, KubeObject>;
}
