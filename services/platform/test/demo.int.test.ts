import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const demo = fileURLToPath(new URL('../src/demo/main.ts', import.meta.url));
const token = fileURLToPath(new URL('../src/demo/token.ts', import.meta.url));

function run(main: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, NODE_NO_WARNINGS: '1' } };
    const child = execFile(process.execPath, [main, ...args], options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}

suite('a demo that cannot begin says why in a sentence', { concurrency: 2 }, () => {
  const refused = (name: string, args: readonly string[], code: number, expected: RegExp) =>
    test(name, async () => {
      const answer = await run(demo, args);
      assert.match(answer.output, expected);
      assert.doesNotMatch(answer.output, /\n\s+at /, 'no stack');
      assert.equal(answer.code, code);
    });

  const nowhere = join(tmpdir(), 'ameide-no-such-file.bpmn');
  refused('an unknown flag', ['--colour'], 2, /--colour[\s\S]*Usage: pnpm demo/);
  refused('more than one file', ['a.bpmn', 'b.bpmn'], 2, /one file at a time[\s\S]*Usage: pnpm demo/);
  refused('no such file', [nowhere], 1, /There is no file .*ameide-no-such-file\.bpmn\./);
  refused('a folder', [tmpdir()], 1, /cannot be read/);
  // Nothing ever listens on port 1.
  refused(
    'nobody at the address',
    ['--url', 'http://127.0.0.1:1'],
    1,
    /No platform .* answers at http:\/\/127\.0\.0\.1:1\./,
  );
});

suite('a token', { concurrency: 2 }, () => {
  test('of nobody is refused with the usage', async () => {
    const { code, output } = await run(token, ['eve']);
    assert.match(output, /Usage: pnpm --silent demo:token \[alice\|bob\|carol\|dora\]/);
    assert.equal(code, 2);
  });

  test('of a platform that does not run is refused in a sentence', async () => {
    const { code, output } = await run(token, ['alice', '--url', 'http://127.0.0.1:1']);
    assert.match(output, /cannot be reached[\s\S]*pnpm@12 start/);
    assert.doesNotMatch(output, /\n\s+at /, 'no stack');
    assert.equal(code, 1);
  });
});
