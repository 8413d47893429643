import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Report } from '../figure.ts';

const built = fileURLToPath(new URL('../../../services/workspace/web/dist/app/', import.meta.url));

interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}

const steps = [
  ['before_the_editor', ['index.html', 'features/artifact/artifact-page.tsx'], 250],
  ['viewer', ['editor/open-viewer.ts'], 100],
  ['modeler', ['editor/open-modeler.ts'], 250],
] as const;

/** What a browser loads, each step without what came before it. */
export async function benchBundles(report: Report): Promise<void> {
  const manifest = JSON.parse(await readFile(join(built, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
  const loaded = new Set<string>();
  for (const [name, entries, target] of steps) {
    const files = new Set<string>();
    const visit = (key: string) => {
      const { file, css = [], imports = [] } = manifest[key]!;
      if (loaded.has(file)) return;
      loaded.add(file);
      for (const one of [file, ...css]) files.add(one);
      imports.forEach(visit);
    };
    entries.forEach(visit);
    let bytes = 0;
    for (const file of files) bytes += gzipSync(await readFile(join(built, file)), { level: 9 }).length;
    const note = 'gzip, scripts and styles, without what was loaded before';
    report({
      figure: `bundle_${name}`,
      value: bytes / 1_000,
      unit: 'kB',
      baseline: null,
      target: `<= ${target}`,
      note,
    });
  }
}
