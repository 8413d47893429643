import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createCircuit } from './circuit.ts';

const circuitAt = () => {
  let now = 0;
  const circuit = createCircuit<string>({ isFailure: (answer) => answer === 'silence', pauseMs: 100, now: () => now });
  return { circuit, wait: (ms: number) => (now += ms) };
};

it('lets every call through while they are answered', async () => {
  const { circuit } = circuitAt();
  assert.deepEqual(await Promise.all([circuit(async () => 'one'), circuit(async () => 'two')]), ['one', 'two']);
});

it('fails at once after a failure, and lets one call at a time try again', async () => {
  const { circuit, wait } = circuitAt();
  assert.equal(await circuit(async () => 'silence'), 'silence');
  const never = () => assert.fail('called');
  assert.equal(await circuit(never), 'silence');
  wait(100);
  const pending = Promise.withResolvers<string>();
  const trial = circuit(() => pending.promise);
  assert.equal(await circuit(never), 'silence');
  pending.resolve('answered');
  assert.equal(await trial, 'answered');
  assert.equal(await circuit(async () => 'next'), 'next');
});

it('waits again when the trial fails, and lets another one try when it throws', async () => {
  const { circuit, wait } = circuitAt();
  await circuit(async () => 'silence');
  wait(100);
  await circuit(async () => 'silence');
  assert.equal(await circuit(() => assert.fail('called')), 'silence');
  wait(100);
  await assert.rejects(
    circuit(() => Promise.reject(new Error('a fault'))),
    /a fault/,
  );
  assert.equal(await circuit(async () => 'answered'), 'answered');
});
