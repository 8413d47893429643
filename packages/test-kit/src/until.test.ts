import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { freePort, until } from './index.ts';

test('asks until there is an answer', async () => {
  const answers = [undefined, false, null, 0, '', 'it is so'];
  const answer: string = await until(() => answers.shift() as string | undefined);
  assert.equal(answer, 'it is so');
  assert.equal(answers.length, 0);
});

test('says what has not come about, and hands on what the condition throws', async () => {
  await assert.rejects(
    until(() => 'black' === String('white'), { timeout: 0 }),
    /not so after 0 ms: .*white/,
  );
  await assert.rejects(
    until(() => Promise.reject(new Error('nobody to ask'))),
    /nobody to ask/,
  );
});

test('finds a port to listen on', async () => {
  const port = await freePort();
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  await new Promise((resolve) => server.close(resolve));
});
