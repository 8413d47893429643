import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { it } from 'node:test';
import { withLock } from './lock.ts';

it('lets one in at a time, and takes the lock back from a process that was killed', async () => {
  const name = `test-${process.pid}`;
  const seen: string[] = [];
  const enter = (who: string) =>
    withLock(name, async () => {
      seen.push(`${who} in`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${who} out`);
    });
  await Promise.all([enter('a'), enter('b')]);
  assert.deepEqual([...seen].sort(), ['a in', 'a out', 'b in', 'b out']);
  assert.equal(seen[0]!.slice(0, 1), seen[1]!.slice(0, 1));

  const code = `import { withLock } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))};
    await withLock('${name}', () => new Promise(() => { process.stdout.write('in'); setInterval(() => {}, 1e6); }));`;
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  const onTaken = () => {
    throw new Error('taken');
  };
  await assert.rejects(
    withLock(name, async () => {}, { onTaken }),
    /^Error: taken$/,
  );
  const entered = enter('c');
  holder.kill('SIGKILL');
  await entered;
  assert.equal(seen.at(-1), 'c out');
});
