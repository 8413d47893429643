import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outcome } from '@ameide/operator-kit';
import { DEPLOYMENT } from '@ameide/primitives/objects';
import { LOOKS } from './looks.ts';
import { type AProcess, aCluster, aProcess, image, NOW, workersOf } from './process.fixture.ts';
import type { ProcessStatus } from './resource.ts';
import { versionOf } from './version.ts';

const v1 = aProcess();
const v2 = aProcess({ image: image('b') });
const unreachable = { temporal: { state: 'unreachable', message: 'no answer' } } as const;

const said = (outcome: Outcome) => [
  outcome.phase,
  'reason' in outcome ? outcome.reason : undefined,
  ...Object.values(outcome.conditions ?? {}).map((finding) => finding?.reason),
];
/** As it would be if its status had been written. */
const after = (process: AProcess, status: Partial<ProcessStatus>, minutes = 0) => {
  const lastTransitionTime = new Date(NOW - minutes * 60_000).toISOString();
  const types = ['TemporalReady', 'VersionCurrent'];
  const conditions = types.map((type) => ({ type, status: 'False', reason: 'R', message: '', lastTransitionTime }));
  return { ...process, status: { ...status, conditions } } as AProcess;
};

describe('the status of a Process', () => {
  it('tells how far it is, and is ready only when new workflows begin on its version', () => {
    const cluster = aCluster();
    const phases: string[] = [];
    const look = () => {
      cluster.reconcile(v1);
      const { phase, conditions } = cluster.status(v1);
      phases.push(`${phase} ${conditions?.VersionCurrent?.reason}`);
    };
    look();
    cluster.rollOut(v1, 1);
    look();
    cluster.rollOut(v1);
    look();
    cluster.know(v1, 'inactive');
    look();
    cluster.know(v1, 'current');
    look();
    assert.deepEqual(phases, [
      'progressing RollingOut',
      'progressing RollingOut',
      'progressing NotPolling',
      'progressing RollingOut',
      'ready Current',
    ]);
    const { fields } = cluster.status(v1);
    assert.equal(fields?.currentVersion, versionOf(v1));
    assert.equal(fields?.image, image('a'));
    assert.ok(fields?.selector?.endsWith(`ameide.io/version=${versionOf(v1)}`));
  });

  it('is ready without workers if there are to be none', () => {
    const cluster = aCluster();
    const none = aProcess({ scaling: { replicas: 0 } });
    cluster.reconcile(none);
    cluster.rollOut(none);
    const { phase, conditions } = cluster.status(none);
    assert.deepEqual([phase, conditions?.VersionCurrent?.reason], ['ready', 'NotPolling']);
  });

  it('tells of the version that workflows begin on until the next one is current', () => {
    const cluster = aCluster();
    cluster.run(v1);
    cluster.reconcile(v2);
    const { phase, fields } = cluster.status(v2);
    assert.equal(phase, 'progressing');
    assert.deepEqual(
      [fields?.currentVersion, fields?.image, fields?.replicas, fields?.drainingVersions],
      [versionOf(v1), image('a'), 2, undefined],
    );
  });

  it('names the versions that workflows still need, and is ready all the same', () => {
    const cluster = aCluster();
    cluster.run(v1);
    cluster.run(v2);
    const outcome = cluster.status(v2);
    assert.deepEqual(said(outcome).slice(0, 2), ['ready', undefined]);
    assert.equal(outcome.conditions?.Drained?.reason, 'Draining');
    assert.deepEqual(outcome.fields?.drainingVersions, [versionOf(v1)]);
    assert.equal(outcome.requeueAfterMs, LOOKS.draining);
    cluster.know(v1, 'drained');
    cluster.reconcile(v2);
    const drained = cluster.status(v2);
    assert.deepEqual([drained.conditions?.Drained?.reason, drained.requeueAfterMs], ['Drained', LOOKS.steady]);
  });

  it('says which workflows have lost their workers', () => {
    const cluster = aCluster();
    cluster.run(v1);
    const limited = aProcess({ image: image('b'), drain: { timeoutSeconds: 60 } });
    cluster.run(limited);
    cluster.know(v1, 'draining', NOW - 60_001);
    cluster.reconcile(limited);
    const outcome = cluster.status(limited);
    assert.deepEqual([outcome.phase, outcome.degraded?.reason], ['ready', 'WorkflowsStranded']);
    assert.equal(outcome.conditions?.Drained?.reason, 'TimedOut');
    assert.ok(outcome.conditions?.Drained?.message.includes(versionOf(v1)));
    assert.equal(outcome.fields?.drainingVersions, undefined);
  });

  it('is stalled where somebody has to do something first', () => {
    const cases = {
      DefinitionMissing: { definition: { state: 'missing', message: 'There is none.' } },
      DefinitionDiffers: { definition: { state: 'version_differs', message: 'It is another one.' } },
      NamespaceMissing: { temporal: { state: 'namespace_missing' } },
      TemporalRefused: { temporal: { state: 'refused', message: 'not allowed' } },
    } as const;
    for (const [reason, facts] of Object.entries(cases)) {
      const cluster = aCluster();
      cluster.find(facts);
      cluster.reconcile(v1);
      assert.deepEqual(said(cluster.status(v1)).slice(0, 2), ['stalled', reason]);
    }
    const cluster = aCluster();
    const one = { drain: { keepVersions: 1 } };
    cluster.run(v1);
    cluster.run(aProcess({ ...one, image: image('b') }));
    const third = aProcess({ ...one, image: image('c') });
    cluster.reconcile(third);
    assert.deepEqual(said(cluster.status(third)).slice(0, 2), ['stalled', 'TooManyVersions']);
  });

  it('calls workers ready that have what they need, whatever became of their definition', () => {
    const cluster = aCluster();
    cluster.run(v1);
    const reasons = [
      { state: 'missing', message: 'gone' } as const,
      { state: 'version_differs', message: 'other' } as const,
      cluster.definition('<changed/>'),
    ].map((definition) => {
      cluster.find({ definition });
      cluster.reconcile(v1);
      const { phase, conditions } = cluster.status(v1);
      return [phase, conditions?.DefinitionFound?.status, conditions?.DefinitionFound?.reason];
    });
    assert.deepEqual(reasons, [
      ['ready', 'False', 'Missing'],
      ['ready', 'False', 'VersionDiffers'],
      ['ready', 'False', 'TextDiffers'],
    ]);
  });

  it('goes by what Temporal said last while it does not answer, and asks ever more seldom', () => {
    const cluster = aCluster();
    cluster.run(v1);
    cluster.find(unreachable);
    cluster.reconcile(v1);
    const known = after(v1, { currentVersion: versionOf(v1) });
    const outcome = cluster.status(known);
    assert.deepEqual(said(outcome), ['ready', undefined, 'NotPaused', 'Found', 'Unreachable', 'Unknown', 'Unknown']);
    assert.equal(outcome.degraded?.reason, 'TemporalUnreachable');
    assert.equal(outcome.fields?.currentVersion, versionOf(v1));
    assert.equal(cluster.status(after(v1, {})).phase, 'progressing');
    cluster.reconcile(v2);
    assert.equal(cluster.status(after(v2, { currentVersion: versionOf(v1) })).phase, 'progressing');
  });

  it('asks ever more seldom while something is not as it should be', () => {
    const cluster = aCluster();
    cluster.find({ temporal: { state: 'namespace_missing' } });
    const looks = [0, 1, 4, 100].map((minutes) => cluster.status(after(v1, {}, minutes)).requeueAfterMs);
    assert.deepEqual(looks, [LOOKS.soonest, 7_500, 30_000, LOOKS.latest]);
  });

  it('has Temporal’s answer when it does not make the version the current one', () => {
    const cluster = aCluster();
    cluster.reconcile(v1);
    cluster.rollOut(v1);
    cluster.know(v1, 'inactive');
    cluster.find({ notCurrent: { state: 'refused', message: 'missing task queues' } });
    const { phase, message, conditions } = cluster.status(v1);
    assert.deepEqual([phase, conditions?.VersionCurrent?.reason], ['progressing', 'Refused']);
    assert.match(message, /missing task queues/);
  });

  it('is stalled when a pause keeps it from what the spec says, and ready when nothing is left to do', () => {
    const cluster = aCluster();
    const paused = aProcess({ paused: true });
    cluster.reconcile(v1);
    cluster.rollOut(v1);
    cluster.know(v1, 'inactive');
    const before = cluster.status(paused);
    assert.deepEqual(said(before), [
      'stalled',
      'RolloutPaused',
      'PausedBySpec',
      'Found',
      'NamespaceFound',
      'Paused',
      'Drained',
    ]);
    cluster.know(v1, 'current');
    assert.equal(cluster.status(paused).phase, 'ready');
    assert.equal(cluster.status(aProcess({ paused: true, image: image('b') })).phase, 'stalled');
  });

  it('is stalled when workers do not start', () => {
    const cluster = aCluster();
    cluster.run(v1);
    cluster.reconcile(v2);
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'slow' }];
    cluster.change(DEPLOYMENT, workersOf(v2), { status: { observedGeneration: 1, conditions } });
    const outcome = cluster.status(v2);
    assert.deepEqual(said(outcome).slice(0, 2), ['stalled', 'RolloutFailed']);
    assert.equal(outcome.fields?.currentVersion, versionOf(v1));
  });
});
