import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { build, type Manifest } from 'vite';

const root = join(import.meta.dirname, '..');
const KB = 1_000;
const ARTIFACT_PAGE = 'features/artifact/artifact-page.tsx';
const VIEWER = 'editor/open-viewer.ts';
const MODELER = 'editor/open-modeler.ts';

describe('what a browser loads', () => {
  let outDir: string;
  let manifest: Manifest;

  before(async () => {
    outDir = await mkdtemp(join(tmpdir(), 'ameide-web-'));
    await build({ root, logLevel: 'error', build: { outDir } });
    manifest = JSON.parse(await readFile(join(outDir, '.vite/manifest.json'), 'utf8')) as Manifest;
  });
  after(() => rm(outDir, { recursive: true, force: true }));

  /** Scripts and styles that come with some entries, without those that are loaded later. */
  function filesOf(...entries: readonly string[]): Set<string> {
    const files = new Set<string>();
    const visited = new Set<string>();
    const visit = (key: string) => {
      if (visited.has(key)) return;
      visited.add(key);
      const chunk = manifest[key];
      assert.ok(chunk, `${key} is in the build`);
      for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
      for (const imported of chunk.imports ?? []) visit(imported);
    };
    entries.forEach(visit);
    return files;
  }

  async function gzipped(files: Iterable<string>): Promise<number> {
    let bytes = 0;
    for (const file of files) bytes += gzipSync(await readFile(join(outDir, file)), { level: 9 }).length;
    return bytes;
  }

  it('is at most 250 kB for the page of a model, before its editor', async () => {
    const bytes = await gzipped(filesOf('index.html', ARTIFACT_PAGE));
    assert.ok(bytes <= 250 * KB, `${bytes} bytes`);
  });

  it('is at most 100 kB more for looking at a diagram', async () => {
    const page = filesOf('index.html', ARTIFACT_PAGE);
    const bytes = await gzipped([...filesOf(VIEWER)].filter((file) => !page.has(file)));
    assert.ok(bytes <= 100 * KB, `${bytes} bytes`);
  });

  it('is at most 250 kB more for drawing', async () => {
    const viewing = filesOf('index.html', ARTIFACT_PAGE, VIEWER);
    const bytes = await gzipped([...filesOf(MODELER)].filter((file) => !viewing.has(file)));
    assert.ok(bytes <= 250 * KB, `${bytes} bytes`);
  });

  it('has nothing inline that the policy of the page forbids', async () => {
    const html = await readFile(join(outDir, 'index.html'), 'utf8');
    assert.doesNotMatch(html, /<style|<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=/);
    assert.doesNotMatch(html, /<script(?![^>]*nonce="__CSP_NONCE__")/);
  });
});
