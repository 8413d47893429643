import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AUTOSCALER, DEPLOYMENT } from '@ameide/primitives/objects';
import { aCluster, anAgent, definitionJson, found, image, NAME } from './agent.fixture.ts';
import type { AgentFacts } from './facts.ts';

/** An Agent that has been rolled out, with these facts. */
function running(changes: Partial<AgentFacts> = {}, text?: string) {
  const cluster = aCluster();
  cluster.world.facts = found(changes, text);
  cluster.reconcile(anAgent());
  cluster.rollOut();
  return cluster;
}

describe('the status of an Agent', () => {
  it('is ready when its replicas serve and the gateway knows it', () => {
    const outcome = running().status(anAgent());
    assert.equal(outcome.phase, 'ready');
    assert.deepEqual(outcome.fields, {
      replicas: 1,
      readyReplicas: 1,
      selector: 'app.kubernetes.io/name=modeller,app.kubernetes.io/component=agent,ameide.io/part=server',
      image: image('a'),
      definitionVersion: '3',
      registeredFor: '*',
      registration: 'd1',
    });
    for (const type of ['DefinitionFound', 'CredentialsFound', 'Registered'] as const) {
      assert.equal(outcome.conditions?.[type]?.status, 'True', type);
    }
    assert.equal(outcome.degraded, undefined);
    assert.equal(outcome.requeueAfterMs, 300_000);
  });

  it('is under way while replicas start, also when only their files are new', () => {
    const cluster = running({ registered: { state: 'waiting' } });
    const next = anAgent({ tools: [] });
    assert.equal(cluster.status(next).phase, 'progressing');
    cluster.reconcile(next);
    assert.equal(cluster.status(next).phase, 'progressing');
    assert.equal(cluster.status(next).conditions?.Registered?.reason, 'Pending');
  });

  it('is stalled without its definition or its credentials, and says of what runs that it stays', () => {
    const missing = { state: 'missing', message: 'ConfigMap modeller is not there.' } as const;
    const cluster = running();
    cluster.world.facts = found({ definition: missing });
    const outcome = cluster.status(anAgent({}, { status: { definitionVersion: '2' } }));
    assert.deepEqual(
      [outcome.phase, outcome.phase === 'stalled' && outcome.reason, outcome.message],
      ['stalled', 'DefinitionMissing', missing.message],
    );
    assert.equal(outcome.conditions?.DefinitionFound?.reason, 'Missing');
    assert.equal(outcome.fields?.definitionVersion, '2');
    cluster.world.facts = found({ credentials: missing });
    const without = cluster.status(anAgent());
    assert.equal(without.phase === 'stalled' && without.reason, 'CredentialsMissing');
    assert.equal(without.conditions?.CredentialsFound?.status, 'False');
  });

  it('is stalled while the gateway refuses it, and asks again', () => {
    const outcome = running({ registered: { state: 'refused', message: 'Taken.' } }).status(anAgent());
    assert.equal(outcome.phase === 'stalled' && outcome.reason, 'RegistrationRefused');
    assert.deepEqual(outcome.conditions?.Registered, { status: 'False', reason: 'Refused', message: 'Taken.' });
    assert.equal(outcome.requeueAfterMs, 60_000);
  });

  it('waits for a gateway that does not answer, but stays ready if that one knows it', () => {
    const unreachable = (known: boolean) =>
      ({ registered: { state: 'unreachable', known, message: 'Gone.' } }) as const;
    const waiting = running(unreachable(false)).status(anAgent());
    assert.deepEqual([waiting.phase, 'reason' in waiting && waiting.reason], ['progressing', 'NotRegistered']);
    assert.equal(waiting.requeueAfterMs, 10_000);
    const status = { registeredFor: '*', registration: 'd1' };
    const known = running(unreachable(true)).status(anAgent({}, { status }));
    assert.deepEqual([known.phase, known.degraded?.reason], ['ready', 'GatewayUnreachable']);
    assert.equal(known.conditions?.Registered?.status, 'Unknown');
    assert.equal(known.fields?.registration, 'd1');
  });

  it('is ready without the gateway when its code is not to be registered', () => {
    const cluster = running({ registered: { state: 'not_asked' } });
    const outcome = cluster.status(anAgent());
    assert.equal(outcome.phase, 'ready');
    assert.equal(outcome.conditions?.Registered?.reason, 'NotAsked');
    assert.equal(outcome.fields?.registeredFor, undefined);
  });

  it('says which tools of its definition it does without', () => {
    const outcome = running({}, definitionJson({ tools: ['GetProjection', 'DropDatabase'] })).status(anAgent());
    assert.deepEqual([outcome.phase, outcome.degraded?.reason], ['ready', 'ToolsNotGranted']);
    assert.match(outcome.degraded?.message ?? '', /DropDatabase/);
  });

  it('says when its autoscaler is blind, and when it sees again', () => {
    const cluster = running();
    const active = (status: string) =>
      cluster.change(AUTOSCALER, NAME, {
        status: {
          conditions: [{ type: 'ScalingActive', status, reason: 'FailedGetPodsMetric', message: 'no metrics' }],
        },
      });
    active('False');
    assert.deepEqual(cluster.status(anAgent()).degraded, {
      reason: 'MetricsMissing',
      message: 'FailedGetPodsMetric: no metrics',
    });
    active('True');
    assert.equal(cluster.status(anAgent()).degraded, undefined);
  });

  it('tells of a pause: stalled if something else runs than the spec says, as before if not', () => {
    const cluster = running();
    const same = cluster.status(anAgent({ paused: true }));
    assert.deepEqual([same.phase, same.conditions?.RolloutPaused?.status], ['ready', 'True']);
    const other = cluster.status(anAgent({ paused: true, image: image('b') }));
    assert.equal(other.phase === 'stalled' && other.reason, 'RolloutPaused');
  });

  it('is stalled when replicas do not start, and degraded when too few serve', () => {
    const cluster = running();
    cluster.rollOut(0);
    const outcome = cluster.status(anAgent());
    assert.deepEqual([outcome.phase, outcome.degraded?.reason], ['progressing', 'ReplicasMissing']);
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'late' }];
    cluster.change(DEPLOYMENT, NAME, { status: { observedGeneration: 1, conditions } });
    const failed = cluster.status(anAgent());
    assert.equal(failed.phase === 'stalled' && failed.reason, 'RolloutFailed');
  });
});
