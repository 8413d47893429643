import assert from 'node:assert/strict';
import type { Finding, Kind } from '@ameide/operator-kit';
import type { WrittenSpecOf } from '@ameide/operator-kit/schema';
import { CRON_JOB, JOB } from '@ameide/primitives/objects';
import {
  applyDatabase,
  modelCluster,
  rollOut,
  testImage,
  testSettings,
  type Written,
  writtenObject,
} from '@ameide/primitives/testing';
import type { V1PodSpec } from '@kubernetes/client-node';
import type { Freshness } from './freshness.ts';
import { projectionOperator } from './operator.ts';
import { REBUILD } from './rebuild.ts';
import { type Projection, type ProjectionStatus, projection } from './resource.ts';
import type { ProjectionSettings } from './settings.ts';

export type WrittenSpec = WrittenSpecOf<typeof projection>;

export const settings: ProjectionSettings = {
  ...testSettings,
  operatorNamespace: 'ameide-system',
  kafkaBrokers: 'kafka.kafka.svc:9092',
  askEveryMs: 20_000,
};

export const QUERY = 'orders-projection';
export const CONSUMER = 'orders-projection-consumer';
export const image = (digit: string) => testImage('orders', digit);

/** The Projection `orders`. */
export function aProjection(
  spec: Partial<WrittenSpec> = {},
  { rebuild, ...rest }: Written<typeof projection> & { readonly rebuild?: string } = {},
): Projection {
  const written = { image: image('a'), sources: [{ context: 'orders' }], storage: { cluster: 'postgres' }, ...spec };
  const annotations = rebuild === undefined ? {} : { [REBUILD]: rebuild };
  return writtenObject(projection, 'orders', written, { annotations, ...rest });
}

/** A cluster in which the Projection `orders` is. Its status is kept as the API server would. */
export function aCluster(missing: readonly Kind[] = []) {
  let freshness: Freshness = { state: 'known', lagSeconds: 0 };
  let [remembered, minutes]: [ProjectionStatus | undefined, number] = [undefined, 0];
  const probe = { ask: async () => assert.fail('facts are given') };
  const newPasswords = { owner: 'owner-password', app: 'app-password' };
  const facts = () => ({ newPasswords, freshness });
  const cluster = modelCluster(projectionOperator(settings, { probe }), { missing, facts });
  const now = () => new Date(Date.UTC(2030, 0, 1, 0, ++minutes)).toISOString();
  const withStatus = (object: Projection): Projection =>
    remembered === undefined ? object : { status: remembered, ...object };
  const self = {
    ...cluster,
    /** One pass of the operator, and what it says. */
    pass(object: Projection) {
      cluster.reconcile(withStatus(object));
      return self.look(object);
    },
    /** What it says without having done anything. */
    look(object: Projection) {
      const outcome = cluster.status(withStatus(object));
      const findings = Object.entries<Finding | undefined>(outcome.conditions ?? {});
      const conditions = findings.map(([type, finding]) => ({ type, ...finding }));
      remembered = { ...outcome.fields, conditions } as ProjectionStatus;
      return outcome;
    },
    forgetStatus: () => {
      remembered = undefined;
    },
    fresh: (next: Freshness) => {
      freshness = next;
    },
    applyDatabase: () => applyDatabase(cluster),
    jobs: () => cluster.all(JOB).map(({ metadata: { name } }) => name),
    /** A Job has ended; the newest unless named. */
    endJob(type: 'Complete' | 'Failed', name = self.jobs().at(-1)!) {
      const time = now();
      const status = {
        conditions: [{ type, status: 'True' }],
        ...(type === 'Complete' && { completionTime: time }),
      };
      cluster.change(JOB, name, { status });
      return time;
    },
    /** The CronJobs' controller says how a refresh is. */
    refreshed: (state: 'failed' | 'running' | 'succeeded', name = cluster.all(CRON_JOB)[0]!.metadata.name) => {
      const { status } = cluster.get(CRON_JOB, name)!;
      const states = {
        running: { ...(status as object), lastScheduleTime: now(), active: [{}] },
        failed: { ...(status as object), active: [] },
        succeeded: { ...(status as object), active: [], lastSuccessfulTime: now() },
      };
      cluster.change(CRON_JOB, name, { status: states[state] });
    },
    rollOut(availableReplicas?: number) {
      rollOut(cluster, QUERY, availableReplicas);
      rollOut(cluster, CONSUMER);
    },
    /** The Projection has been built and rolled out. */
    run(object: Projection) {
      for (let step = 0; step < 2; step++) {
        self.pass(object);
        self.applyDatabase();
      }
      self.pass(object);
      self.endJob('Complete');
      self.pass(object);
      self.rollOut();
      return self.pass(object);
    },
    podOf: (kind: Kind, name: string) => podOf(cluster.spec(kind, name)),
  };
  return self;
}

interface HasPod {
  readonly template?: { readonly spec: V1PodSpec };
  readonly jobTemplate?: { readonly spec: { readonly template: { readonly spec: V1PodSpec } } };
}

function podOf({ template, jobTemplate }: HasPod): V1PodSpec {
  return (template ?? jobTemplate!.spec.template).spec;
}
