import { after, before, describe, it } from 'node:test';
import { clusterSkipReason } from '@ameide/operator-kit/testing';
import { startClusterForDomains } from './fixtures/start-domains.ts';
import { liveUnderFaults } from './fixtures/under-faults.ts';

describe('an operator behind a proxy that injects faults', { skip: clusterSkipReason() }, () => {
  let started: Awaited<ReturnType<typeof startClusterForDomains>>;
  before(async () => {
    started = await startClusterForDomains();
  });
  after(() => started?.stop());

  it('brings Domains through their lives as if there were none', async (t) => {
    t.diagnostic(JSON.stringify(await liveUnderFaults(started, 20)));
  });
});
