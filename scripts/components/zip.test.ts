import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { readFromZip } from './zip.ts';

it('reads files as they were, whether or not the archive has them compressed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'zip-'));
  t.after(() => rm(folder, { recursive: true }));
  const archive = join(folder, 'archive.zip');
  const text = 'the same line again\n'.repeat(1000);
  await writeFile(archive, zip([stored('a/stored.txt', text), deflated('a/deflated.txt', text)]));
  assert.equal((await readFromZip(archive, 'a/stored.txt')).toString(), text);
  assert.equal((await readFromZip(archive, 'a/deflated.txt')).toString(), text);
  await assert.rejects(readFromZip(archive, 'deflated.txt'), /has no deflated\.txt/);
});

interface Entry {
  readonly name: Buffer;
  readonly method: number;
  readonly bytes: Buffer;
}

const stored = (name: string, text: string): Entry => ({
  name: Buffer.from(name),
  method: 0,
  bytes: Buffer.from(text),
});
const deflated = (name: string, text: string): Entry => ({
  name: Buffer.from(name),
  method: 8,
  bytes: deflateRawSync(text),
});

/** With an extra field in the local headers only, as archivers write them. */
function zip(entries: readonly Entry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, method, bytes } of entries) {
    const local = Buffer.alloc(30);
    local.write('PK\x03\x04', 'latin1');
    local.writeUInt16LE(method, 8);
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(4, 28);
    const central = Buffer.alloc(46);
    central.write('PK\x01\x02', 'latin1');
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(bytes.length, 20);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(offset, 42);
    const file = Buffer.concat([local, name, Buffer.alloc(4), bytes]);
    files.push(file);
    directory.push(central, name);
    offset += file.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, ...directory, end]);
}
