import type { KubeObject, ObjectRef, Observed, StoredObject } from '@ameide/operator-kit';
import type { V1EnvVar, V1Volume } from '@kubernetes/client-node';
import type { DatabaseFields } from '../fields/database.ts';
import { DATABASE, DATABASE_ROLE, SECRET } from './api-kinds.ts';
import { secretVariable } from './environment.ts';
import { type Primitive, partName, partOf } from './identity.ts';
import { secretData } from './secret-data.ts';

/** `owner` may change the shape of the schema and is for migrations; `app` may not. */
export type DatabaseRole = 'app' | 'owner';
const ROLES: readonly DatabaseRole[] = ['owner', 'app'];

/** A random password for each role: what a Secret gets that is not there yet. */
export type NewPasswords = Readonly<Record<DatabaseRole, string>>;

const CA_FOLDER = '/etc/ameide/database-ca';

/** How far a database is, and what its operator says of it. */
export type DatabaseState =
  | { readonly state: 'api_missing' | 'applied' }
  | { readonly state: 'failed'; readonly message: string }
  /** The message is empty if its operator has said nothing yet. */
  | { readonly state: 'pending'; readonly message: string };

/** What there should be of a database, and which Secrets stay as they are. */
export interface DatabasePlan {
  readonly objects: readonly KubeObject[];
  readonly keep: readonly ObjectRef[];
}

/**
 * The database, its roles and their credentials. Credentials are made once and cannot be changed: to replace one, delete
 * its Secret. The database follows when its owner is there, since CloudNativePG refuses it before.
 */
export function databasePlan(
  primitive: Primitive,
  database: DatabaseFields,
  observed: Observed,
  newPasswords: NewPasswords,
): DatabasePlan {
  const roles = databaseRoles(primitive, database);
  if (!isServed(observed)) return { objects: lacking(rolesAndDatabase(primitive, database), observed), keep: [] };
  const secrets = ROLES.map((role) => credentials(primitive, database, role, newPasswords[role]));
  const isThere = (secret: KubeObject) => observed.find(refOf(secret)) !== undefined;
  const ownerIsReady = stateOf(observed.find(refOf(databaseRole(primitive, database, 'owner')))).state === 'applied';
  return {
    objects: [
      ...secrets.filter((secret) => !isThere(secret)),
      ...roles,
      ...(ownerIsReady ? [databaseObject(primitive, database)] : []),
    ],
    keep: [...secrets.filter(isThere), ...(ownerIsReady ? [] : [databaseObject(primitive, database)])].map(refOf),
  };
}

/** What says what becomes of the data, as it should be now: the roles and the database, as far as they are there. */
export function databasePolicies(
  primitive: Primitive,
  database: DatabaseFields,
  observed: Observed<unknown>,
): readonly KubeObject[] {
  return rolesAndDatabase(primitive, database).filter((object) => {
    const found = observed.find(refOf(object));
    return found !== undefined && found.metadata.deletionTimestamp === undefined;
  });
}

/** How far the database and its roles are, for the specs that they have now. */
export function databaseState(primitive: Primitive, database: DatabaseFields, observed: Observed): DatabaseState {
  return appliedState(rolesAndDatabase(primitive, database).map(refOf), observed);
}

/** How far objects of CloudNativePG are, all together, for the specs that they have now. */
export function appliedState(refs: readonly ObjectRef[], observed: Observed): DatabaseState {
  if (!isServed(observed)) return { state: 'api_missing' };
  const states = refs.map((ref) => stateOf(observed.find(ref)));
  const worst = states.find(({ state }) => state === 'failed') ?? states.find(({ state }) => state === 'pending');
  return worst ?? { state: 'applied' };
}

/** What a container needs to reach the database as a role. */
export function databaseVariables(primitive: Primitive, database: DatabaseFields, role: DatabaseRole): V1EnvVar[] {
  return [
    secretVariable('DATABASE_URL', credentialsName(primitive, role), 'uri'),
    { name: 'DATABASE_SCHEMA', value: database.schema },
    { name: 'DATABASE_APP_ROLE', value: roleName(primitive, database, 'app') },
  ];
}

/** The certificate by which a container knows the database; nothing else of the cluster's Secret is mounted. */
export function databaseCertificate({ cluster }: DatabaseFields): { mountPath: string; volume: V1Volume } {
  const items = [{ key: 'ca.crt', path: 'ca.crt' }];
  return { mountPath: CA_FOLDER, volume: { name: 'database-ca', secret: { secretName: `${cluster}-ca`, items } } };
}

/** Changes when credentials are replaced, so that pods start again with the new ones. */
export function credentialsVersion(primitive: Primitive, role: DatabaseRole, observed: Observed): string {
  return observed.find({ ...SECRET, name: credentialsName(primitive, role) })?.metadata.uid ?? '';
}

/** Those that the cluster has no API for: they are left out, and it is said. */
export function lacking(objects: readonly KubeObject[], observed: Observed): readonly KubeObject[] {
  return objects.filter((object) => !observed.serves(object));
}

/** Versions of CloudNativePG before 1.30 have databases and no roles. */
function isServed(observed: Observed): boolean {
  return observed.serves(DATABASE) && observed.serves(DATABASE_ROLE);
}

function credentialsName(primitive: Primitive, role: DatabaseRole): string {
  return `${partName(primitive)}-${role}`;
}

/** With its kind, since a Domain and the Projection of its events often have one name, and one cluster. */
function databaseName(primitive: Primitive, { name }: DatabaseFields): string {
  return name ?? partName(primitive).replaceAll('-', '_');
}

function roleName(primitive: Primitive, database: DatabaseFields, role: DatabaseRole): string {
  return `${databaseName(primitive, database)}_${role}`;
}

function credentials(primitive: Primitive, database: DatabaseFields, role: DatabaseRole, password: string): KubeObject {
  const username = roleName(primitive, database, role);
  const server = `${database.cluster}-rw.${primitive.metadata.namespace}.svc`;
  const uri = databaseUri({ username, password, server, database: databaseName(primitive, database) });
  return {
    ...partOf(primitive, SECRET, credentialsName(primitive, role)),
    type: 'kubernetes.io/basic-auth',
    immutable: true,
    data: secretData({ username, password, uri }),
  };
}

/** By which a client reaches a database, and by which certificate it knows it: see `databaseCertificate`. */
export function databaseUri(to: Readonly<Record<'database' | 'password' | 'server' | 'username', string>>): string {
  const { username, password, server, database } = to;
  const query = `sslmode=verify-full&sslrootcert=${CA_FOLDER}/ca.crt`;
  return `postgresql://${username}:${encodeURIComponent(password)}@${server}:5432/${database}?${query}`;
}

function rolesAndDatabase(primitive: Primitive, database: DatabaseFields): KubeObject[] {
  return [...databaseRoles(primitive, database), databaseObject(primitive, database)];
}

function databaseRoles(primitive: Primitive, database: DatabaseFields): KubeObject[] {
  return ROLES.map((role) => databaseRole(primitive, database, role));
}

function databaseRole(primitive: Primitive, database: DatabaseFields, role: DatabaseRole): KubeObject {
  const name = credentialsName(primitive, role);
  return {
    ...partOf(primitive, DATABASE_ROLE, name),
    spec: roleSpec({ ...database, role: roleName(primitive, database, role), secret: name }),
  };
}

/** The spec of a DatabaseRole that logs in with the password in a Secret, and has rights over nothing but what it owns. */
export function roleSpec(of: Pick<DatabaseFields, 'cluster' | 'onDelete'> & { role: string; secret: string }) {
  return {
    cluster: { name: of.cluster },
    name: of.role,
    login: true,
    inherit: true,
    superuser: false,
    createdb: false,
    createrole: false,
    replication: false,
    bypassrls: false,
    passwordSecret: { name: of.secret },
    databaseRoleReclaimPolicy: of.onDelete,
  };
}

function databaseObject(primitive: Primitive, database: DatabaseFields): KubeObject {
  const owner = roleName(primitive, database, 'owner');
  return {
    ...partOf(primitive, DATABASE),
    spec: {
      cluster: { name: database.cluster },
      name: databaseName(primitive, database),
      owner,
      schemas: [{ name: database.schema, owner }],
      ...(database.extensions && { extensions: database.extensions.map((name) => ({ name })) }),
      databaseReclaimPolicy: database.onDelete,
    },
  };
}

function stateOf(object: StoredObject | undefined): DatabaseState {
  const status = object?.status as { applied?: boolean; message?: string; observedGeneration?: number } | undefined;
  // CloudNativePG does not say for which generation it failed.
  if (status?.applied === false) return { state: 'failed', message: status.message ?? '' };
  const isCurrent = status?.observedGeneration === object?.metadata.generation;
  if (status?.applied === true && isCurrent) return { state: 'applied' };
  return { state: 'pending', message: status?.applied === undefined ? (status?.message ?? '') : '' };
}

function refOf({ apiVersion, kind, metadata: { name } }: KubeObject): ObjectRef {
  return { apiVersion, kind, name };
}
