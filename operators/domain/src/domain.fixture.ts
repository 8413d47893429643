import type { Kind } from '@ameide/operator-kit';
import type { WrittenSpecOf } from '@ameide/operator-kit/schema';
import { JOB, jobState, type NewPasswords, SECRET } from '@ameide/primitives/objects';
import {
  applyDatabase,
  modelCluster,
  testImage,
  testSettings,
  type Written,
  writtenObject,
} from '@ameide/primitives/testing';
import { domainOperator } from './operator.ts';
import { type Domain, type DomainStatus, domain } from './resource.ts';

const NAME = 'orders-domain';
const database = { cluster: 'postgres', migration: { schemaVersion: '7', command: ['node', 'src/migrate.ts'] } };

export const image = (digit: string) => testImage('orders', digit);

/** The Domain `orders`. */
export const aDomain = (spec: Partial<WrittenSpecOf<typeof domain>> = {}, rest: Written<typeof domain> = {}): Domain =>
  writtenObject(domain, 'orders', { image: image('a'), ...spec }, rest);

/** The same with a database and a migration. */
export const aDomainWithData = (spec: Partial<WrittenSpecOf<typeof domain>> = {}) => aDomain({ database, ...spec });

/** The same with a migration to this version of the schema. */
export const aDomainAt = (schemaVersion: string, digit: string, spec: Partial<WrittenSpecOf<typeof domain>> = {}) => {
  const migration = { ...database.migration, schemaVersion };
  return aDomainWithData({ image: image(digit), database: { ...database, migration }, ...spec });
};

/** A cluster in which the Domain `orders` is. Its status is kept as the API server would. */
export function aCluster(missing: readonly Kind[] = []) {
  const facts: NewPasswords = { owner: 'owner-password', app: 'app-password' };
  const cluster = modelCluster(domainOperator(testSettings), { name: NAME, missing, facts: () => facts });
  const jobs = () => cluster.all(JOB);
  let [remembered, minutes]: [DomainStatus | undefined, number] = [undefined, 0];
  const withStatus = (object: Domain): Domain =>
    remembered === undefined ? object : { status: remembered, ...object };
  const self = {
    ...cluster,
    /** One pass of the operator. */
    reconcile(object: Domain) {
      const made = cluster.reconcile(withStatus(object));
      self.status(object);
      return made;
    },
    /** What it says, which is what it remembers at the next pass. */
    status(object: Domain) {
      const outcome = cluster.status(withStatus(object));
      remembered = outcome.fields;
      return outcome;
    },
    /** What the status says beside its conditions. */
    fields: () => remembered,
    /** Somebody changes the status. */
    setFields: (fields: DomainStatus | undefined) => {
      remembered = fields;
    },
    applyDatabase: () => applyDatabase(cluster),
    jobs,
    /** The migration Job that runs has ended. */
    endJob(type: 'Complete' | 'Failed') {
      const completionTime = new Date(Date.UTC(2030, 0, 1, 0, ++minutes)).toISOString();
      const status = { conditions: [{ type, status: 'True' }], ...(type === 'Complete' && { completionTime }) };
      cluster.change(JOB, jobs().find((each) => jobState(each) === 'running')!.metadata.name, { status });
    },
    secrets: () => cluster.all(SECRET),
    /** The Domain's database is there and its migration has succeeded. */
    migrate(object: Domain) {
      for (let pass = 0; pass < 2; pass++) {
        self.reconcile(object);
        self.applyDatabase();
      }
      self.reconcile(object);
      self.endJob('Complete');
      self.reconcile(object);
    },
  };
  return self;
}
