import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { LeadershipLost } from '@ameide/operator-kit';
import { type FakeFlowRuntime, type RuntimeFault, startFakeFlowRuntime } from '../test/fake-flow-runtime.ts';
import { createHttpFlowRuntimes } from './adapters/http-flow-runtimes.ts';
import { findDrift } from './drift.ts';

const NOW = '2026-01-01T00:00:00Z';
const service = { name: 'crm-integration-management', namespace: 'ameide-dev' };

describe('whether runtimes run what their source has', () => {
  let runtimes: FakeFlowRuntime[];
  beforeEach(async () => {
    runtimes = await Promise.all([startFakeFlowRuntime('r1'), startFakeFlowRuntime('r1'), startFakeFlowRuntime('r1')]);
  });
  afterEach(() => Promise.all(runtimes.map((each) => each.stop())));

  const look = (policy: 'repair' | 'report', { check = () => {}, timeoutMs = 2_000 } = {}) =>
    findDrift(
      { service, revision: 'r1', policy },
      {
        runtimes: createHttpFlowRuntimes({
          timeoutMs,
          patienceMs: 10_000,
          find: async () => runtimes.map(({ url }) => url),
        }),
        check,
        now: () => NOW,
        signal: new AbortController().signal,
      },
    );
  const syncs = () => runtimes.flatMap((each) => each.syncs);
  const fail = (index: number, fault: RuntimeFault) => Object.assign(runtimes[index]!, { fault });

  it('is so when every one of them says so', async () => {
    assert.deepEqual(await look('repair'), { state: 'in_sync' });
    assert.deepEqual(syncs(), []);
  });

  it('is not so when one was changed or runs another revision; the same words every time', async () => {
    runtimes[2]!.modified = true;
    const changed = {
      state: 'drifted',
      message: '1 of 3 runtimes: was changed after it was loaded; the source has r1',
    };
    assert.deepEqual(await look('report'), changed);
    runtimes[0]!.revision = 'r0';
    const message = '2 of 3 runtimes: runs r0, was changed after it was loaded; the source has r1';
    assert.deepEqual(await look('report'), { state: 'drifted', message });
    runtimes.reverse();
    assert.deepEqual(await look('report'), { state: 'drifted', message });
    assert.deepEqual(syncs(), []);
  });

  it('is put right where it is not so, and only there', async () => {
    runtimes[1]!.modified = true;
    assert.deepEqual(await look('repair'), { state: 'repaired', at: NOW });
    assert.deepEqual(
      runtimes.map((each) => each.syncs),
      [[], ['r1'], []],
    );
    assert.deepEqual(await look('repair'), { state: 'in_sync' });
  });

  it('is put right only if the runtime says so afterwards', async () => {
    Object.assign(runtimes[1]!, { modified: true, fault: 'deaf' });
    const found = await look('repair');
    assert.ok(found.state === 'drifted');
    assert.match(found.message, /^1 of 3 runtimes: was changed .*; it was told to load the source’s flow\.$/);
    fail(1, 'refusing');
    const refused = await look('repair');
    assert.ok(refused.state === 'drifted');
    assert.match(refused.message, /at POST \/sync it answered with HTTP status 501\.$/);
  });

  it('is put right by nobody who has lost the lead', async () => {
    runtimes[1]!.modified = true;
    const check = () => {
      throw new LeadershipLost('lost');
    };
    await assert.rejects(look('repair', { check }), LeadershipLost);
    assert.deepEqual(syncs(), []);
  });

  it('is not known while one of them does not answer, or not by the contract', async () => {
    fail(0, 'garbage');
    const message = '1 of 3 runtimes: did not answer with JSON.';
    assert.deepEqual(await look('repair'), { state: 'unreachable', message });
    runtimes[0]!.fault = 'none';
    runtimes[0]!.revision = 'no <b>revision</b>';
    const odd = await look('repair');
    assert.ok(odd.state === 'unreachable');
    assert.match(odd.message, /does not tell `revision` and `modified`/);
    runtimes[0]!.revision = 'r1';
    fail(1, 'mute');
    const late = await look('repair', { timeoutMs: 100 });
    assert.deepEqual(late, { state: 'unreachable', message: '1 of 3 runtimes: did not answer within 0.1 s.' });
    fail(1, 'none');
    await runtimes[2]!.stop();
    const gone = await look('repair');
    assert.deepEqual(gone, { state: 'unreachable', message: '1 of 3 runtimes: cannot be reached.' });
  });

  it('is not known when one that was put right leaves another that does not answer', async () => {
    runtimes[1]!.modified = true;
    fail(2, 'garbage');
    assert.equal((await look('repair')).state, 'unreachable');
    assert.deepEqual(syncs(), ['r1']);
  });

  it('is not known where there are none', async () => {
    const none = runtimes.splice(0);
    assert.deepEqual(await look('repair'), { state: 'unreachable', message: 'No runtime has an address.' });
    await Promise.all(none.map((each) => each.stop()));
  });
});
