import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Freshness } from '../freshness.ts';
import { createPatientProbe } from './patient-probe.ts';

const never = new AbortController().signal;
const behind = (lagSeconds: number): Freshness => ({ state: 'known', lagSeconds });

/** A projection that answers when the test says so. */
function slowly(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const open: PromiseWithResolvers<Freshness>[] = [];
  const probe = createPatientProbe({
    ask() {
      const question = Promise.withResolvers<Freshness>();
      open.push(question);
      return question.promise;
    },
  });
  return {
    open,
    ask: (name = 'orders') => probe.ask({ name, namespace: 'ameide-dev' }, never),
    async answer(lagSeconds: number) {
      open.shift()!.resolve(behind(lagSeconds));
      await turn();
    },
    async wait(milliseconds: number) {
      t.mock.timers.tick(milliseconds);
      await turn();
    },
  };
}

describe('a patient probe', () => {
  it('waits for a projection that is quick, every time', async (t) => {
    const { ask, answer } = slowly(t);
    for (const lag of [1, 2]) {
      const asked = ask();
      await answer(lag);
      assert.deepEqual(await asked, behind(lag));
    }
  });

  it('does not wait for one that hangs, asks it only once at a time, and others are not held up', async (t) => {
    const { ask, answer, wait, open } = slowly(t);
    const asked = ask();
    await wait(250);
    assert.equal((await asked).state, 'unknown');
    assert.deepEqual(await ask(), await asked);
    assert.equal(open.length, 1);
    const other = ask('crm');
    open.reverse();
    await answer(3);
    assert.deepEqual(await other, behind(3));
  });

  it('gives the answer that came late to who asks next, until the projection is quick again', async (t) => {
    const { ask, answer, wait } = slowly(t);
    let asked = ask();
    await wait(250);
    await answer(1);
    assert.deepEqual(await ask(), behind(1));
    assert.deepEqual(await ask(), behind(1), 'while it is asked again');
    await wait(250);
    await answer(2);
    assert.deepEqual(await ask(), behind(2));
    await answer(3);
    asked = ask();
    await answer(4);
    assert.deepEqual(await asked, behind(4));
  });

  it('forgets a late answer that nobody asks for', async (t) => {
    const { ask, answer, wait } = slowly(t);
    let asked = ask();
    await wait(250);
    await answer(1);
    await wait(120_000);
    asked = ask();
    await answer(2);
    assert.deepEqual(await asked, behind(2));
  });

  it('fails when it is told to end, and goes on afterwards', async (t) => {
    const { ask, answer, open } = slowly(t);
    let asked = ask();
    open.shift()!.reject(new Error('stopped'));
    await assert.rejects(asked, /stopped/);
    asked = ask();
    await answer(1);
    assert.deepEqual(await asked, behind(1));
  });
});
