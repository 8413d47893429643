import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { createFolderObjectStore } from './folder.ts';
import { ObjectStoreError } from './object-store.ts';
import { objectStoreConformance } from './testing/conformance.ts';

const folder = await mkdtemp(join(tmpdir(), 'ameide-objects-'));
after(() => rm(folder, { recursive: true }));

objectStoreConformance('folder', () => createFolderObjectStore(join(folder, 'conformance')));

it('leaves no folders and nothing half written behind, and shows nobody else what it keeps', async () => {
  const root = join(folder, 'clean');
  const store = createFolderObjectStore(root);
  await store.put('acme/1/0', Buffer.from('x'));
  assert.equal((await stat(join(root, 'acme/1/0'))).mode & 0o777, 0o600);
  assert.equal((await stat(join(root, 'acme'))).mode & 0o777, 0o700);
  await store.delete('acme/1/0');
  assert.deepEqual(await readdir(root, { recursive: true }), [' unfinished']);
});

it('tells in a sentence that its folder cannot be used', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  const store = createFolderObjectStore(file);
  await assert.rejects(store.ready(), ObjectStoreError);
  await assert.rejects(store.put('acme/1/0', Buffer.from('x')), /^ObjectStoreError: the folder of the object store/);
});

it('removes what was being written when a process ended, and not what somebody writes now', async () => {
  const root = join(folder, 'abandoned');
  await mkdir(join(root, ' unfinished'), { recursive: true });
  for (const name of ['old', 'new']) await writeFile(join(root, ' unfinished', name), 'half');
  await utimes(join(root, ' unfinished', 'old'), 0, 0);
  await createFolderObjectStore(root).ready();
  assert.deepEqual(await readdir(join(root, ' unfinished')), ['new']);
});
