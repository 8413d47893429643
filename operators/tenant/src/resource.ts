import { kitConditions } from '@ameide/operator-kit';
import * as s from '@ameide/operator-kit/schema';
import {
  ameideKind,
  databaseConditions,
  dnsLabel,
  hostname,
  LANE_PATTERN,
  mergeConditions,
} from '@ameide/primitives/fields';

// What a bucket is for has no dash in it, a lane only before a number, and a tenant's id may: so no two tenants ever come to
// the same name of a namespace or bucket.
const environment = s.string('An environment: `dev`, `staging`, `prod`, `preview-12`.', {
  minLength: 1,
  maxLength: 12,
  pattern: `^${LANE_PATTERN}$`,
});

interface Subject {
  readonly kind: 'User' | 'Group';
  readonly name: string;
}

const nobodyOfTheSystem: s.Rule<Subject> = {
  cel: "!self.name.startsWith('system:')",
  message: 'names that begin with system: stand for everybody, or for the cluster itself',
  holds: ({ name }) => !name.startsWith('system:'),
  broken: (self) => ({ ...self, name: 'system:authenticated' }),
};

const subject = s.object(
  'A person or a group.',
  {
    kind: s.choice('Whether it is a person or a group.', ['User', 'Group']),
    name: s.string('The name of the person or group at the identity provider.', {
      minLength: 1,
      maxLength: 128,
      pattern: '^[A-Za-z0-9][-._:@/A-Za-z0-9]*$',
    }),
    role: s.withDefault(
      s.choice('The role in the `-cust` namespaces; in `-base` ones, where the product runs, everybody has `view`.', [
        'view',
        'edit',
        'admin',
      ]),
      'view',
    ),
  },
  [nobodyOfTheSystem],
);

interface Identity {
  readonly realm: 'own' | 'shared';
  readonly hosts?: readonly string[];
}

const identity = s.withDefault(
  s.object('How the tenant’s people sign in.', {
    realm: s.withDefault(
      s.choice('Whether the tenant has a realm of its own or a client in the shared one.', ['shared', 'own']),
      'shared',
    ),
    hosts: s.optional(
      s.list(
        'Host names that sign-in may return to, and the only ones that routes in its namespaces may have. One label below the lane’s domain (`acme.example.com` of `example.com`) they are served by the wildcard of the edge; others need a listener of their own there. None of the platform’s own.',
        hostname('A host name.'),
        { maxItems: 16, unique: 'set' },
      ),
    ),
  }),
  {},
);

interface Bought {
  readonly sku: 'Shared' | 'Namespace' | 'Private';
  readonly identity: Identity;
}

const privateHasRealm: s.Rule<Bought> = {
  cel: "self.sku != 'Private' || self.identity.realm == 'own'",
  message: 'a Private tenant has a realm of its own',
  holds: ({ sku, identity }) => sku !== 'Private' || identity.realm === 'own',
  broken: (self) => ({ ...self, sku: 'Private', identity: { realm: 'shared' } }),
};

const idRule: s.Rule<{ readonly metadata: { readonly name: string } }> = {
  cel: "size(self.metadata.name) <= 30 && self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
  message:
    'the name is the tenant’s id: it must begin with a letter, hold only a-z, 0-9 and -, and have at most 30 characters',
  holds: ({ metadata: { name } }) => name.length <= 30 && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name),
  broken: (self) => ({ ...self, metadata: { name: 'x'.repeat(31) } }),
};

export const ameideTenant = s.defineCustomResource({
  ...ameideKind,
  // Those who may list what is in a namespace may not list tenants: `kubectl get ameide` would be refused as a whole.
  categories: [],
  kind: 'AmeideTenant',
  plural: 'ameidetenants',
  shortNames: ['tenant'],
  scope: 'Cluster',
  description:
    'A tenant: its namespaces by what it bought, with their limits and walls, its part of the database, its identities, its buckets and its secrets. The name is the tenant’s id.',
  spec: s.object(
    'What the tenant has.',
    {
      displayName: s.string('The name that people see.', { minLength: 1, maxLength: 80 }),
      sku: s.choice(
        'The plan that was bought. `Shared` runs the product in `ameide-<environment>`, the others in namespaces of their own.',
        ['Shared', 'Namespace', 'Private'],
      ),
      environments: s.list('The environments that the tenant has.', environment, {
        minItems: 1,
        maxItems: 8,
        unique: 'set',
      }),
      customCode: s.withDefault(s.boolean('Whether it has namespaces for custom code.'), false),
      size: s.withDefault(
        s.choice('The size of the resource quota of each namespace.', ['small', 'medium', 'large']),
        'small',
      ),
      access: s.optional(
        s.list('The people and groups that may see or change its namespaces.', subject, {
          maxItems: 64,
          unique: ['kind', 'name'],
        }),
      ),
      identity,
      database: s.optional(
        s.object('A database of its own, with its owner and a schema, in a CloudNativePG cluster that tenants share.', {
          cluster: s.immutable(dnsLabel('The name of the CloudNativePG Cluster.'), (name) =>
            name === 'other' ? 'another' : 'other',
          ),
          namespace: s.immutable(dnsLabel('The namespace of the Cluster.'), (name) =>
            name === 'other' ? 'another' : 'other',
          ),
        }),
      ),
      buckets: s.optional(
        s.list(
          'Buckets: `<tenant>-<environment>-<name>`.',
          s.string('The purpose of the bucket, which is part of its name.', {
            minLength: 1,
            maxLength: 16,
            pattern: '^[a-z][a-z0-9]*$',
          }),
          { maxItems: 8, unique: 'set' },
        ),
      ),
      temporal: s.withDefault(
        s.object(
          'Its namespaces in Temporal, `tenant-<id>-<environment>-cust`, where its custom code runs workflows.',
          {
            retentionDays: s.withDefault(
              s.integer('How many days a workflow that is over can be looked at.', { minimum: 1, maximum: 365 }),
              30,
            ),
          },
        ),
        {},
      ),
      onDelete: s.withDefault(
        s.choice(
          'Whether data is kept or deleted that the spec no longer asks for: all of it when the tenant is deleted, and that of a namespace, a bucket or the database when it is removed from the spec. With `retain`, the status names what is kept.',
          ['retain', 'delete'],
        ),
        'retain',
      ),
      suspend: s.withDefault(
        s.boolean('Nobody signs in and nothing runs in its own namespaces; everything is kept.'),
        false,
      ),
    },
    [privateHasRealm],
  ),
  status: {
    namespaces: s.optional(
      s.list('The namespaces of the tenant.', s.string('The name of a namespace.', { maxLength: 63 }), {
        maxItems: 64,
        unique: 'set',
      }),
    ),
    kept: s.optional(
      s.list(
        'What still exists though the spec no longer asks for it: `onDelete` is `retain`, or it is being deleted.',
        s.string('An object or a part of a service.', { maxLength: 512 }),
        { maxItems: 64, unique: 'set' },
      ),
    ),
    temporalNamespaces: s.optional(
      s.list('Its namespaces in Temporal.', s.string('The name of a namespace.', { maxLength: 63 }), {
        maxItems: 64,
        unique: 'set',
      }),
    ),
    realm: s.optional(s.string('The realm that its people are in.', { maxLength: 64 })),
    heldBy: s.optional(
      s.list('What its deletion waits for.', s.string('An object or a service.', { maxLength: 512 }), {
        maxItems: 32,
        unique: 'set',
      }),
    ),
  },
  conditions: mergeConditions(kitConditions, databaseConditions, {
    Stalled: {
      IdentityRefused: 'The identity provider refuses what the spec asks for; `IdentityReady` has its answer.',
      TemporalRefused: 'Temporal refuses what the spec asks for; `TemporalReady` has its answer.',
      StorageRefused: 'The object store refuses what the spec asks for; `StorageReady` has its answer.',
    },
    Degraded: {
      Unreachable: 'Everything existed for this generation, and a system does not answer now; the message names it.',
    },
    NamespacesReady: {
      Created: 'Namespaces, quotas, limits and network policies exist.',
      Creating: 'They are being created.',
      Conflict: 'A namespace of that name belongs to somebody else.',
    },
    IdentityReady: {
      Provisioned: 'The realm or the client exists.',
      Provisioning: 'It is being created.',
      Unreachable: 'The identity provider does not answer.',
      Refused: 'The identity provider refuses it; the message has its answer.',
      Conflict: 'A realm or client of that name belongs to somebody else.',
    },
    DatabaseReady: {
      NotAsked: 'The spec has no database.',
    },
    StorageReady: {
      Provisioned: 'Its buckets exist.',
      Provisioning: 'They are being created or emptied.',
      Unreachable: 'The object store does not answer.',
      Refused: 'The object store refuses it; the message has its answer.',
      Conflict: 'A bucket of that name belongs to somebody else.',
      NotConfigured: 'The operator has no object store configured.',
      NotAsked: 'The spec has no buckets.',
    },
    TemporalReady: {
      Provisioned: 'Its namespaces in Temporal exist.',
      Provisioning: 'They are being made.',
      Unreachable: 'Temporal does not answer.',
      Refused: 'Temporal refuses it; the message has its answer.',
      Conflict: 'A namespace of that name in Temporal belongs to somebody else.',
      NotConfigured: 'The operator has no Temporal configured, so custom code has no workflows.',
      NotAsked: 'The spec has no custom code.',
    },
    Suspended: {
      SuspendedBySpec: '`suspend` is set: nobody signs in, and nothing runs in its namespaces.',
      Stopping: '`suspend` is set, and pods are still ending.',
      NotSuspended: 'It is in use.',
    },
    Removed: {
      Removing: 'Its parts are being deleted, one after the other.',
      Held: 'Its deletion waits for something; the message and `heldBy` name it.',
      NotAsked: 'The tenant is not being deleted.',
    },
  }),
  columns: [
    { name: 'SKU', type: 'string', path: '.spec.sku' },
    { name: 'Realm', type: 'string', path: '.status.realm' },
    { name: 'Name', type: 'string', path: '.spec.displayName', wide: true },
  ],
  rules: [idRule],
  example: {
    metadata: { name: 'acme' },
    spec: {
      displayName: 'Acme GmbH',
      sku: 'Namespace',
      environments: ['staging', 'prod'],
      customCode: true,
      access: [{ kind: 'Group', name: 'acme-admins', role: 'edit' }],
      identity: { realm: 'own', hosts: ['acme.example.com'] },
      database: { cluster: 'postgres', namespace: 'ameide-prod' },
      buckets: ['artifacts'],
    },
  },
});

/** A tenant as the API server has it. */
export type Tenant = s.ObjectOf<typeof ameideTenant>;
