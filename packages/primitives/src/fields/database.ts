import {
  choice,
  immutable,
  list,
  optional,
  type ReadFields,
  type Rule,
  string,
  withDefault,
} from '@ameide/operator-kit/schema';
import { dnsLabel, sqlIdentifier } from './names.ts';

const sameSet: Rule<{ readonly name?: string }> = {
  cel: 'has(self.name) == has(oldSelf.name)',
  message: 'a database that exists keeps its name',
  holds: (self, old) => (self.name === undefined) === (old.name === undefined),
  broken: ({ name, ...self }) => (name === undefined ? { ...self, name: 'other' } : self),
};

/** A database of its own in a CloudNativePG cluster: an owner for migrations, a role without rights over its shape. */
export const databaseFields = {
  cluster: immutable(
    dnsLabel('The name of the CloudNativePG Cluster, in the same namespace.'),
    (name) => `${name === 'other' ? 'another' : 'other'}`,
  ),
  name: optional(
    immutable(
      sqlIdentifier('The name of the database; if left out, that of the object with its kind: `price_list_domain`.'),
      (name) => (name === 'other' ? 'another' : 'other'),
    ),
  ),
  schema: withDefault(sqlIdentifier('The schema that the tables are in.'), 'app'),
  extensions: optional(
    list(
      'PostgreSQL extensions of the database.',
      string('The name of an extension.', { minLength: 1, maxLength: 63, pattern: '^[a-z][-a-z0-9_]*$' }),
      { maxItems: 16, unique: 'set' },
    ),
  ),
  onDelete: withDefault(
    choice('Whether the data is kept or deleted when the object is deleted.', ['retain', 'delete']),
    'retain',
  ),
};

/** Rules of an object with these fields. */
export const databaseRules = [sameSet];

/** What an operator reads of these fields. */
export type DatabaseFields = ReadFields<typeof databaseFields>;
