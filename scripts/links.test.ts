import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');

test('every relative link of every Markdown file leads somewhere', () => {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { cwd: root });
  const files = listed.toString().trim().split('\n');
  const broken = files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
      .map(([, target]) => target!)
      .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(root, dirname(file), target)))
      .map((target) => `${file}: ${target}`),
  );
  assert.ok(files.length > 5);
  assert.deepEqual(broken, []);
});

for (const folder of ['docs/adr', 'docs/how-to', 'docs/operators']) {
  test(`every page of ${folder} is in its index`, () => {
    const index = readFileSync(join(root, folder, 'README.md'), 'utf8');
    const pages = readdirSync(join(root, folder)).filter((page) => page !== 'README.md');
    assert.deepEqual(
      pages.filter((page) => !index.includes(`](${page})`)),
      [],
    );
  });
}
