import * as s from '@ameide/operator-kit/schema';
import {
  command,
  DATABASE_VARIABLES,
  databaseConditions,
  databaseFields,
  databaseRules,
  defineWorkload,
  EXAMPLE_DIGEST,
  listeningPort,
  retries,
  scaling,
  timeoutSeconds,
} from '@ameide/primitives/fields';

const schemaVersion = (description: string) =>
  s.string(description, { minLength: 1, maxLength: 40, pattern: '^[A-Za-z0-9]([-._A-Za-z0-9]*[A-Za-z0-9])?$' });

/** So many earlier versions, and so many images of the last one, are remembered. */
export const REMEMBERED = 32;

const digest = s.string('A digest.', { maxLength: 71, pattern: '^sha256:[0-9a-f]{64}$' });

const migration = s.object('The migration of the schema: a Job that runs before a new image is rolled out.', {
  schemaVersion: schemaVersion(
    'The version of the schema that the image needs. A new version, or a new image, is migrated to once. An image that needs an older version than the database has is rolled out without a migration; older is a version that the database had before, and of numbers (7, 1.10, 2030-01-31) the lower one.',
  ),
  command: command('The command that migrates, in the image.'),
  timeoutSeconds: timeoutSeconds(
    'How long a migration may take; one that goes on is given it, too, from its start',
    600,
  ),
  retries: retries('How often a failed migration is retried.', 2),
});

interface HasDatabase {
  readonly database?: object;
}

const keepsDatabase: s.Rule<HasDatabase> = {
  cel: '!has(oldSelf.database) || has(self.database)',
  message:
    'database cannot be removed: to give it up, delete the Domain; database.onDelete says whether the data is kept',
  holds: (self, old) => old.database === undefined || self.database !== undefined,
  broken: ({ database: _database, ...self }) => self,
};

export const domain = defineWorkload({
  kind: 'Domain',
  plural: 'domains',
  shortNames: ['dom'],
  description:
    'A stateless service that owns data and the rules for it: an API from the shared contracts, a database of its own, no user interface.',
  spec: {
    port: listeningPort('The port that its API listens on.', 8080),
    scaling,
    database: s.optional(
      s.object('The database that it owns.', { ...databaseFields, migration: s.optional(migration) }, databaseRules),
    ),
  },
  reserved: [
    {
      names: [...DATABASE_VARIABLES, 'SCHEMA_VERSION'],
      where: {
        cel: 'has(self.database)',
        holds: ({ database }) => database !== undefined,
        example: { database: { cluster: 'postgres' } },
      },
    },
  ],
  rules: [keepsDatabase],
  status: {
    schemaVersion: s.optional(schemaVersion('The version of the schema that the database has.')),
    earlierSchemaVersions: s.optional(
      s.list('The versions that the database had before, the most recent one last.', schemaVersion('A version.'), {
        maxItems: REMEMBERED,
      }),
    ),
    migratedBy: s.optional(
      s.list('The digests of the images that have migrated to this version, the most recent one last.', digest, {
        maxItems: REMEMBERED,
      }),
    ),
    migrationJob: s.optional(s.string('The name of the last migration Job, as long as it exists.', { maxLength: 63 })),
  },
  conditions: [
    databaseConditions,
    {
      Stalled: { MigrationFailed: 'The migration Job failed and the roll-out is stopped; the message names the Job.' },
      DatabaseReady: { NotAsked: 'The spec has no database.' },
      Migrated: {
        Succeeded: 'The schema has the version that the image needs.',
        DatabaseNewer:
          'The database has a newer version than the spec asks for: nothing is migrated, the image is rolled out.',
        Pending: 'The Job is created when the database is ready and `paused` is not set.',
        Waiting: 'Another migration has to end first, since no two run at the same time; the message names its Job.',
        Migrating: 'The Job is running; the roll-out waits for it.',
        MigrationFailed: 'The Job failed and the roll-out is stopped; the message names the Job.',
        NotAsked: 'The spec has no migration.',
      },
    },
  ],
  columns: [
    { name: 'Schema', type: 'string', path: '.status.schemaVersion' },
    { name: 'Tenant', type: 'string', path: '.spec.tenancy.tenant', wide: true },
  ],
  example: {
    name: 'orders',
    spec: {
      image: `registry.example.com/ameide/orders@${EXAMPLE_DIGEST}`,
      resources: 'medium',
      scaling: { replicas: 2, autoscaling: { maxReplicas: 10 } },
      database: {
        cluster: 'postgres',
        migration: { schemaVersion: '7', command: ['node', 'src/migrate.ts'] },
      },
      env: [{ name: 'PAYMENT_KEY', secret: { name: 'payments', key: 'api-key' } }],
    },
  },
});

export type DomainStatus = s.StatusFieldsOf<typeof domain>;
export type Domain = s.ObjectOf<typeof domain>;
