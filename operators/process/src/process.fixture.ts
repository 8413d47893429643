import assert from 'node:assert/strict';
import type { Kind } from '@ameide/operator-kit';
import type { WrittenSpecOf } from '@ameide/operator-kit/schema';
import { CRON_JOB, DEPLOYMENT } from '@ameide/primitives/objects';
import {
  modelCluster,
  rollOut,
  testImage,
  testSettings,
  type Written,
  writtenObject,
} from '@ameide/primitives/testing';
import type { Definition } from './definition.ts';
import type { ProcessFacts } from './facts.ts';
import { processOperator } from './operator.ts';
import type { KnownVersion, Temporal } from './ports.ts';
import { type Process, processKind } from './resource.ts';
import { versionOf } from './version.ts';

export type AProcess = Process;

export const image = (digit: string) => testImage('order-to-cash', digit);
export const address = { address: 'temporal-frontend.temporal.svc:7233', tls: false };
export const definition = (version: string) => ({
  id: 'order-to-cash',
  version,
  configMap: { name: 'order-to-cash', key: 'process.bpmn' },
});

/** The Process `otc`. */
export const aProcess = (
  spec: Partial<WrittenSpecOf<typeof processKind>> = {},
  rest: Written<typeof processKind> = {},
): Process => {
  const written = { image: image('a'), definition: definition('12'), temporal: { namespace: 'sales' } };
  return writtenObject(processKind, 'otc', { ...written, ...spec }, rest);
};

export const NOW = Date.parse('2026-06-01T12:00:00Z');
const found = (text: string): Definition => ({ state: 'found', text, digest: `sha256:${text}` });
const unused: Temporal = {
  look: () => assert.fail('desired and status ask nobody'),
  remove: () => assert.fail('desired and status take nothing away'),
  makeCurrent: () => assert.fail('desired and status tell nobody'),
};

/** A cluster in which the Process `otc` is, and a Temporal of which the test says how it is. */
export function aCluster(missing: readonly Kind[] = []) {
  const known = new Map<string, KnownVersion>();
  let others: Partial<ProcessFacts> = {};
  const facts = (): ProcessFacts => ({
    definition: found('<bpmn/>'),
    temporal: { state: 'found', deployment: { versions: [...known.values()], token: new Uint8Array() } },
    now: NOW,
    ...others,
  });
  const operator = processOperator(testSettings, { temporal: unused, address });
  const cluster = modelCluster(operator, { missing, facts });
  const know = (process: AProcess, state: KnownVersion['state'], deactivatedAt?: number) => {
    const version = versionOf(process);
    known.set(version, { version, state, ...(deactivatedAt !== undefined && { deactivatedAt }) });
  };
  return {
    ...cluster,
    /** What `prepare` finds from now on instead of what it would. */
    find: (facts: Partial<ProcessFacts>) => {
      others = facts;
    },
    definition: (text: string) => found(text),
    /** Temporal knows the version of this spec. */
    know,
    forget: (process: AProcess) => known.delete(versionOf(process)),
    /** Its workers are all there. */
    rollOut: (process: AProcess, available?: number) => rollOut(cluster, workersOf(process), available),
    /** It is rolled out, and new workflows begin on it; those before have workflows left. */
    run(process: AProcess) {
      cluster.reconcile(process);
      rollOut(cluster, workersOf(process));
      for (const [version, each] of known) {
        if (each.state === 'current') known.set(version, { version, state: 'draining', deactivatedAt: NOW });
      }
      know(process, 'current');
      cluster.reconcile(process);
    },
    deployments: () =>
      cluster
        .all(DEPLOYMENT)
        .map(({ metadata }) => metadata.name)
        .sort(),
    cronJobs: () => cluster.all(CRON_JOB),
  };
}

/** The name of the Deployment for this spec. */
export function workersOf(process: AProcess): string {
  return `otc-process-${versionOf(process)}`;
}
