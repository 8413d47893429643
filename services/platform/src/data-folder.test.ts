import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DataFolderError, openDataFolder } from './data-folder.ts';

test('a folder is made, or told in a sentence to be none', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ameide-data-folder-'));
  t.after(() => rm(folder, { recursive: true }));
  const made = join(folder, 'a', 'b');
  assert.equal(await openDataFolder(made), join(made, 'platform.log'));
  assert.deepEqual(await readdir(made), ['platform.log']);

  const file = join(folder, 'file');
  await writeFile(file, '');
  await mkdir(join(folder, 'log', 'platform.log'), { recursive: true });
  for (const [path, sentence] of [
    [file, /file is no folder\. Choose one with --data/],
    [join(file, 'below'), /file\/below is no folder/],
    [join(folder, 'log'), /platform\.log cannot be written \(EISDIR\)/],
    ['/proc/ameide', /\/proc\/ameide cannot be written \(\w+\)\. Make it writable/],
  ] as const) {
    await assert.rejects(openDataFolder(path), (error: unknown) => {
      assert.ok(error instanceof DataFolderError);
      assert.match(error.message, sentence);
      return true;
    });
  }
});
