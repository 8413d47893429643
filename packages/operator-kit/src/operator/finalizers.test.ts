import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { type FinalizerStep, runFinalizers } from './finalizers.ts';

const { signal } = new AbortController();

it('goes through the steps in their order, from the start every time, and says what holds it', async () => {
  const gone = new Set<string>();
  const called: string[] = [];
  const step = (name: string): FinalizerStep<undefined> => ({
    name,
    run: async () => {
      called.push(name);
      return gone.has(name) ? { done: true } : { done: false, waitingFor: `${name} to go` };
    },
  });
  const steps = [step('bucket'), step('realm')];
  const held = { done: false, heldBy: [], requeueAfterMs: 5_000, failed: false };
  assert.deepEqual(await runFinalizers(steps, undefined, signal), {
    ...held,
    step: 'bucket',
    waitingFor: 'bucket to go',
    progress: [0, 2],
  });
  gone.add('bucket');
  assert.deepEqual(await runFinalizers(steps, undefined, signal), {
    ...held,
    step: 'realm',
    waitingFor: 'realm to go',
    progress: [1, 2],
  });
  gone.add('realm');
  assert.deepEqual(await runFinalizers(steps, undefined, signal), { done: true });
  assert.deepEqual(called, ['bucket', 'bucket', 'realm', 'bucket', 'realm']);
});

it('passes on what a step is held by', async () => {
  const run = async () => ({ done: false, waitingFor: 'a person', heldBy: ['Bucket a'] }) as const;
  const result = await runFinalizers([{ name: 'bucket', run }], undefined, signal);
  assert.deepEqual(!result.done && result.heldBy, ['Bucket a']);
});

it('says which step failed, and passes on that it was told to stop', async () => {
  const steps = [{ name: 'bucket', run: () => Promise.reject(new Error('no such host')) }];
  const result = await runFinalizers(steps, undefined, signal);
  assert.ok(!result.done && result.failed && result.waitingFor === 'no such host');
  await assert.rejects(runFinalizers(steps, undefined, AbortSignal.abort()), /no such host/);
});

it('never passes a step that is not done, wherever it is interrupted', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 3 }), { maxLength: 6 }), fc.array(fc.nat(8)), async (needed, crashes) => {
      const left = [...needed];
      let calls = 0;
      const steps = needed.map((_, index) => ({
        name: `${index}`,
        run: async () => {
          assert.ok(left.slice(0, index).every((each) => each === 0));
          if (crashes.includes(calls++)) throw new Error('killed');
          if (left[index] === 0) return { done: true } as const;
          left[index]!--;
          return { done: false, waitingFor: 'more' } as const;
        },
      }));
      while (!(await runFinalizers(steps, undefined, signal)).done);
      assert.ok(left.every((each) => each === 0));
    }),
  );
});
