import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, afterEach, before, describe, it } from 'node:test';
import { clusterSkipReason } from '@ameide/operator-kit/testing';
import { domainScenario } from './fixtures/domain-scenario.ts';
import { type OperatorProcess, startOperatorProcess } from './fixtures/operator-process.ts';
import { type Outcome, play } from './fixtures/scenario.ts';
import { startClusterForDomains } from './fixtures/start-domains.ts';
import { assertSame } from './fixtures/under-faults.ts';
import { startWriteProxy, type Write, type WriteProxy } from './fixtures/write-proxy.ts';

const ALONE = { LEADER_ELECTION: 'off' };

describe('the life of a Domain is the same', { skip: clusterSkipReason() }, () => {
  let domains: Awaited<ReturnType<typeof startClusterForDomains>>;
  let proxy: WriteProxy;
  let undisturbed: Outcome;
  /** What was written then. */
  const writes = new Set<string>();
  const started = new Set<OperatorProcess>();
  const start = async () => {
    const operator = await startOperatorProcess('domain', domains.cluster.kubeconfig, {
      server: proxy.url,
      env: ALONE,
    });
    started.add(operator);
    return operator;
  };

  before(async () => {
    domains = await startClusterForDomains();
    proxy = await startWriteProxy(domains.cluster);
    const operator = await start();
    proxy.onWrite = (write) => writes.add(meaningOf(write)) !== undefined;
    undisturbed = await play(domains.verbs, domainScenario);
    proxy.onWrite = () => true;
    assert.equal((await operator.stop()).code, 0);
    assert.deepEqual(undisturbed.orphans, []);
    assert.ok(undisturbed.state.length > 10, undisturbed.state.join('\n'));
  });
  afterEach(async () => {
    for (const operator of started) await operator.kill();
    started.clear();
    proxy.onWrite = () => true;
  });
  after(async () => {
    await proxy?.close();
    await domains?.stop();
  });
  it('if its operator is killed before and after every write', async (t) => {
    const met = new Set<string>();
    const killed = { before: 0, after: 0 };
    let operator = start();
    let gone: Promise<unknown> | undefined;
    proxy.onWrite = async (write, moment) => {
      const { kill } = await operator;
      const key = `${moment} ${meaningOf(write)}`;
      if (gone !== undefined || met.has(key)) return gone === undefined;
      met.add(key);
      killed[moment]++;
      gone = kill();
      return false;
    };
    const outcome = await play(domains.verbs, domainScenario, async () => {
      if (gone === undefined) return;
      await gone;
      operator = start();
      gone = undefined;
      await operator;
    });
    t.diagnostic(`killed ${killed.before} times before a write and ${killed.after} times after one`);
    const missed = [...writes].filter((write) => !met.has(`before ${write}`) || !met.has(`after ${write}`));
    // How far the roll-out was when the operator looked differs from run to run.
    assert.deepEqual(
      missed.filter((write) => !write.includes('/status')),
      [],
    );
    assertSame(outcome, undisturbed);
  });

  it('if two operators both take themselves for the leader', async () => {
    const writers = [await start(), await start()];
    const outcome = await play(domains.verbs, domainScenario);
    for (const operator of writers) assert.equal((await operator.stop()).code, 0);
    assertSame(outcome, undisturbed);
  });
});

/** The same for the same write on the way from one state to the next, whatever the times and the UIDs in it. */
function meaningOf({ method, path, body }: Write): string {
  const meaning = body
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '')
    .replace(/"(resourceVersion|lastTransitionTime|uri|password|ameide.io\/applied)":"[^"]*"/g, '');
  return `${method} ${path} ${createHash('sha256').update(meaning).digest('hex')}`;
}
