import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeProgramImage, type OciImage } from './oci-image.ts';
import { withOciLayout } from './oci-layout.ts';

describe('an image of a program', () => {
  let folder: string;
  let image: OciImage;
  const text = '#!/bin/sh\necho hello\n';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'oci-'));
    await writeFile(join(folder, 'hello'), text);
    image = await make('layers');
  });
  after(() => rm(folder, { recursive: true }));

  const make = (layers: string) =>
    makeProgramImage({ program: join(folder, 'hello'), path: 'usr/bin/hello', user: '1:1' }, join(folder, layers));

  it('has one layer that tar understands', () => {
    const layer = image.blobs[0]!.content as string;
    assert.equal(execFileSync('tar', ['-xOf', layer, 'usr/bin/hello'], { encoding: 'utf8' }), text);
    assert.match(execFileSync('tar', ['-tvf', layer], { encoding: 'utf8' }), /^-rwxr-xr-x 0\/0 /);
  });

  it('is the same of the same file, whether or not its layer is kept', async () => {
    assert.equal((await make('layers')).manifest.digest, image.manifest.digest);
    assert.equal((await make('other-layers')).manifest.digest, image.manifest.digest);
  });

  it('is read from a layout of the OCI, and from an archive of one', async () => {
    const layout = join(folder, 'layout');
    await writeLayout(image, layout);
    const archive = join(folder, 'image.tar');
    execFileSync('tar', ['-cf', archive, '-C', layout, '.']);
    for (const path of [layout, archive]) {
      await withOciLayout(path, async ({ manifest, blobs }) => {
        assert.equal(manifest.digest, image.manifest.digest);
        assert.deepEqual(blobs.map(({ digest }) => digest).sort(), image.blobs.map(({ digest }) => digest).sort());
        for (const { content, size } of blobs) assert.equal((await readFile(content)).length, size);
      });
    }
  });

  it('is not read from something else', async () => {
    await assert.rejects(
      withOciLayout(folder, async () => {}),
      /has no index\.json/,
    );
    await assert.rejects(
      withOciLayout(join(folder, 'nope'), async () => {}),
      /there is no file and no folder .*nope$/,
    );
  });
});

async function writeLayout({ manifest, blobs }: OciImage, folder: string): Promise<void> {
  await mkdir(join(folder, 'blobs/sha256'), { recursive: true });
  for (const { digest, content } of [manifest, ...blobs]) {
    const file = join(folder, 'blobs', digest.replace(':', '/'));
    await (typeof content === 'string' ? copyFile(content, file) : writeFile(file, content));
  }
  const { mediaType, digest, size } = manifest;
  await writeFile(
    join(folder, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [{ mediaType, digest, size }] }),
  );
}
