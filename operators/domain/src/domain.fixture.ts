import assert from 'node:assert/strict';
import type { CustomObject, Kind } from '@ameide/operator-kit';
import { admit, kindOf, type WrittenSpecOf } from '@ameide/operator-kit/schema';
import { JOB, type NewPasswords, SECRET } from '@ameide/primitives/objects';
import { applyDatabase, modelCluster, rollOut, testImage, testSettings } from '@ameide/primitives/testing';
import { domainOperator } from './operator.ts';
import { type DomainSpec, type DomainStatus, domain } from './resource.ts';

const NAME = 'orders-domain';
const database = { cluster: 'postgres', migration: { schemaVersion: '7', command: ['node', 'src/migrate.ts'] } };

export const image = (digit: string) => testImage('orders', digit);

/** A Domain as the API server has it: what is written, with defaults. */
export function aDomain(
  spec: Partial<WrittenSpecOf<typeof domain>> = {},
  { namespace = 'ameide-dev', ...rest }: { namespace?: string; status?: DomainStatus } = {},
): CustomObject<DomainSpec, DomainStatus> {
  const admission = admit(domain.spec, { image: image('a'), ...spec });
  assert.ok(admission.admitted, JSON.stringify(admission));
  const metadata = { name: 'orders', namespace, uid: 'u-orders', resourceVersion: '1', generation: 1 };
  return { ...kindOf(domain), metadata, spec: admission.value, ...rest };
}

/** The same with a database and a migration. */
export const aDomainWithData = (spec: Partial<WrittenSpecOf<typeof domain>> = {}) => aDomain({ database, ...spec });

/** A cluster in which the Domain `orders` is. */
export function aCluster(missing: readonly Kind[] = []) {
  const facts: NewPasswords = { owner: 'owner-password', app: 'app-password' };
  const cluster = modelCluster(domainOperator(testSettings), { missing, facts: () => facts });
  const jobs = () => cluster.all(JOB);
  return {
    ...cluster,
    spec: <T = Record<string, unknown>>(kind: Kind, name = NAME) => cluster.spec<T>(kind, name),
    applyDatabase: () => applyDatabase(cluster),
    rollOut: (availableReplicas?: number) => rollOut(cluster, NAME, availableReplicas),
    jobs,
    /** The migration Job has ended. */
    endJob: (type: 'Complete' | 'Failed') =>
      cluster.change(JOB, jobs()[0]!.metadata.name, { status: { conditions: [{ type, status: 'True' }] } }),
    secrets: () => cluster.all(SECRET),
  };
}
