import type { KubeObject, ObjectRef, Observed } from '@ameide/operator-kit';
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
import { partOf, refOf, type Tenant } from './part.ts';

/** What there should be of a tenant's database where its cluster is, and what stays as it is. */
export interface DatabasePlan {
  /** Comes before everything that the password is in: where it cannot be stored, nobody is given it. */
  readonly password: readonly KubeObject[];
  readonly objects: readonly KubeObject[];
  readonly keep: readonly ObjectRef[];
}

/**
 * The role, its password, and the database with a schema, all of one name. The password is made once and cannot be
 * changed: to replace it, delete its Secret. The database follows when its owner is there. What the spec no longer asks
 * for stays while `onDelete` is `retain`.
 */
export function databasePlan(tenant: Tenant, observed: Observed, facts: TenantFacts): DatabasePlan {
  const { database, onDelete } = tenant.spec;
  if (database === undefined) {
    return { password: [], objects: [], keep: onDelete === 'retain' ? databaseParts(tenant, observed) : [] };
  }
  const { secret, role, schema } = databaseObjects(tenant, database, facts.newPassword);
  const isSecretThere = observed.find(refOf(secret)) !== undefined;
  const served = observed.serves(DATABASE_ROLE) && observed.serves(DATABASE);
  if (!served) {
    const keep = isSecretThere ? [refOf(secret)] : [];
    return { password: [], objects: lacking([role, schema], observed), keep };
  }
  if (!facts.databaseHasNamespace) return { password: [], objects: [], keep: databaseParts(tenant, observed) };
  const follows = appliedState([refOf(role)], observed).state === 'applied';
  return {
    password: isSecretThere ? [] : [secret],
    objects: [role, ...(follows ? [schema] : [])],
    keep: [...(isSecretThere ? [refOf(secret)] : []), ...(follows ? [] : [refOf(schema)])],
  };
}

/** How far the database is, or undefined if the spec has none. */
export function databaseState(tenant: Tenant, observed: Observed<TenantFacts>): DatabaseState | undefined {
  const { database } = tenant.spec;
  if (database === undefined) return undefined;
  const { role, schema } = databaseObjects(tenant, database, '');
  const applied = appliedState([refOf(role), refOf(schema)], observed);
  if (observed.facts.databaseHasNamespace || applied.state === 'api_missing') return applied;
  const { cluster, namespace } = database;
  const message = `Namespace ${namespace} is not there, and the CloudNativePG Cluster ${cluster} should be in it: make both.`;
  return { state: 'failed', message };
}

/** What says what becomes of the data, as it should be now: the role and the database, as far as they are there. */
export function databasePolicies(tenant: Tenant, observed: Observed): readonly KubeObject[] {
  if (tenant.spec.database === undefined) return [];
  const { role, schema } = databaseObjects(tenant, tenant.spec.database, '');
  return [role, schema].filter((object) => {
    const found = observed.find(refOf(object));
    return found !== undefined && found.metadata.deletionTimestamp === undefined;
  });
}

/** The password, the role and the database that there are, outside of the tenant's namespaces. */
export function databaseParts(tenant: Tenant, observed: Observed): readonly ObjectRef[] {
  const name = sharedName(tenant.metadata.name);
  return [SECRET, DATABASE_ROLE, DATABASE]
    .flatMap((kind) => observed.owned(kind))
    .filter(({ metadata }) => metadata.name === name)
    .map(refOf);
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

type Database = NonNullable<Tenant['spec']['database']>;

function databaseObjects(tenant: Tenant, { cluster, namespace }: Database, password: string) {
  const name = sharedName(tenant.metadata.name);
  const username = databaseName(tenant.metadata.name);
  const { onDelete } = tenant.spec;
  return {
    secret: {
      ...partOf(tenant, SECRET, name, namespace),
      type: 'kubernetes.io/basic-auth',
      immutable: true,
      data: secretData({ username, password }),
    },
    role: {
      ...partOf(tenant, DATABASE_ROLE, name, namespace),
      spec: roleSpec({ cluster, role: username, secret: name, onDelete }),
    },
    schema: {
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
