import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { clusterSkipReason, startTestCluster, type TestCluster } from '@ameide/operator-kit/testing';
import { surviveFaults } from './fixtures/survive-faults.ts';

describe('reflectors behind a proxy that injects faults', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await startTestCluster();
  });
  after(() => cluster?.stop());

  test('a thousand faults of every kind later every reflector has told of everything', async (t) => {
    const injected = await surviveFaults(cluster, 1_000);
    t.diagnostic(JSON.stringify(injected));
    for (const [fault, count] of Object.entries(injected)) assert.ok(count > 0, `${fault} was never injected`);
  });
});
