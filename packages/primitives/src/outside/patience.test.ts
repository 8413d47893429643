import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createPatience } from './patience.ts';

/** Systems that answer when the test says so. */
function slowly(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const open: PromiseWithResolvers<number | undefined>[] = [];
  const patiently = createPatience<number | string | undefined>({ notYet: 'not yet' });
  return {
    open,
    ask: (key = 'orders') =>
      patiently(key, () => {
        const question = Promise.withResolvers<number | undefined>();
        open.push(question);
        return question.promise;
      }),
    async answer(answer: number | undefined) {
      open.shift()!.resolve(answer);
      await turn();
    },
    async wait(milliseconds: number) {
      t.mock.timers.tick(milliseconds);
      await turn();
    },
  };
}

describe('patience', () => {
  it('waits for what is quick, every time', async (t) => {
    const { ask, answer } = slowly(t);
    for (const said of [1, undefined]) {
      const asked = ask();
      await answer(said);
      assert.equal(await asked, said);
    }
  });

  it('does not wait for what hangs, asks it only once at a time, and others are not held up', async (t) => {
    const { ask, answer, wait, open } = slowly(t);
    const asked = ask();
    await wait(250);
    assert.equal(await asked, 'not yet');
    assert.equal(await ask(), 'not yet');
    assert.equal(open.length, 1);
    const other = ask('crm');
    open.reverse();
    await answer(3);
    assert.equal(await other, 3);
  });

  it('gives the answer that came late to who asks next, until the system is quick again', async (t) => {
    const { ask, answer, wait } = slowly(t);
    let asked = ask();
    await wait(250);
    await answer(1);
    assert.equal(await ask(), 1);
    assert.equal(await ask(), 1, 'while it is asked again');
    await wait(250);
    await answer(2);
    assert.equal(await ask(), 2);
    await answer(3);
    asked = ask();
    await answer(4);
    assert.equal(await asked, 4);
  });

  it('keeps a late answer that is nothing, too', async (t) => {
    const { ask, answer, wait } = slowly(t);
    const asked = ask();
    await wait(250);
    assert.equal(await asked, 'not yet');
    await answer(undefined);
    assert.equal(await ask(), undefined);
  });

  it('forgets a late answer that nobody asks for', async (t) => {
    const { ask, answer, wait } = slowly(t);
    let asked = ask();
    await wait(250);
    await answer(1);
    await wait(120_000);
    asked = ask();
    await answer(2);
    assert.equal(await asked, 2);
  });

  it('fails when it is told to end, and goes on afterwards', async (t) => {
    const { ask, answer, open } = slowly(t);
    let asked = ask();
    open.shift()!.reject(new Error('stopped'));
    await assert.rejects(asked, /stopped/);
    asked = ask();
    await answer(1);
    assert.equal(await asked, 1);
  });
});
