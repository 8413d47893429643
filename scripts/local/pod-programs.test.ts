import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { freePort, until } from '@ameide/test-kit';
import { podPrograms } from './pod-programs.ts';

test('changed files get to a service that runs, which starts anew with them, as often as one likes', async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'ameide-pod-')));
  const [image, copy] = [join(folder, 'app'), join(folder, 'copy')];
  const service = join(image, 'services/one/src');
  const port = await freePort();
  const ready = `http://127.0.0.1:${port}`;
  const main = (answer: string) => `
    import { createServer } from 'node:http';
    import { word } from './word.ts';
    createServer((_, response) => response.end('${answer} ' + word)).listen(${port}, '127.0.0.1');`;
  await mkdir(service, { recursive: true });
  await writeFile(join(service, 'main.ts'), main('first'));
  await writeFile(join(service, 'word.ts'), `export const word: string = 'one';`);

  const { supervise } = podPrograms({ image, copy, pid: 0 });
  const supervisor = spawn(process.execPath, ['-e', supervise], { cwd: join(image, 'services/one') });
  let complained = '';
  supervisor.stderr.on('data', (text) => {
    complained += text;
  });
  const ended = once(supervisor, 'exit');
  const { compare, write } = podPrograms({ image, copy, pid: supervisor.pid! });
  const answer = () =>
    fetch(ready).then(
      (response) => response.text(),
      () => undefined,
    );
  const paths = { main: 'services/one/src/main.ts', word: 'services/one/src/word.ts', more: 'packages/more.ts' };
  const bring = (files: Record<string, string>) =>
    run(write, {
      ready,
      files: Object.fromEntries(
        Object.entries(files).map(([path, text]) => [path, Buffer.from(text).toString('base64')]),
      ),
    });
  try {
    await until(async () => (await answer()) === 'first one');
    const wanted = {
      [paths.main]: main('first'),
      [paths.word]: `export const word: string = 'two';`,
      [paths.more]: '',
    };
    const hashes = Object.fromEntries(
      Object.entries(wanted).map(([path, text]) => [path, createHash('sha1').update(text).digest('hex')]),
    );
    assert.deepEqual(JSON.parse(await run(compare, hashes)), [paths.word, paths.more]);
    await bring(wanted);
    assert.equal(await answer(), 'first two');
    assert.deepEqual(JSON.parse(await run(compare, hashes)), []);

    // What cannot start waits for the next change, and does not take the pod with it.
    await assert.rejects(bring({ [paths.main]: 'this is no program' }), /^Error: ended with code 1$/m);
    assert.match(complained, /ended with code 1; waiting for a change/);
    await bring({ [paths.main]: main('second') });
    assert.equal(await answer(), 'second two');

    supervisor.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
    assert.equal(await answer(), undefined);
  } finally {
    supervisor.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
});

async function run(program: string, input: object): Promise<string> {
  const child = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(JSON.stringify(input));
  const streams = [child.stdout.toArray(), child.stderr.toArray()] as const;
  const [said, wrong, [code]] = await Promise.all([...streams, once(child, 'close')]);
  if (code !== 0) throw new Error(wrong.join('').trim());
  return said.join('');
}
