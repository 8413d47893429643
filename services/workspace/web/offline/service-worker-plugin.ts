import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'esbuild';
import type { Plugin } from 'vite';

/** What is needed to open any page; pictures and type are kept when they are first used. */
const NEEDED = /^assets\/.*\.(?:css|js)$/;

/** The code of the service worker of a build. @param entry the script of the page @param files addresses of what pages need */
export async function serviceWorkerCode(entry: string, files: readonly string[]): Promise<string> {
  const source = await readFile(join(import.meta.dirname, 'service-worker.ts'), 'utf8');
  const version = createHash('sha256')
    .update(`${source}\n${files.toSorted().join('\n')}`)
    .digest('hex')
    .slice(0, 16);
  const define = { BUILD: JSON.stringify({ version, entry, files }) };
  const { code } = await transform(source, { loader: 'ts', define, minify: true, format: 'iife', target: 'es2022' });
  return code;
}

/** Adds `service-worker.js`, which knows the files of the build. */
export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    enforce: 'post',
    async generateBundle(_options, bundle) {
      const built = Object.values(bundle);
      const entry = built.find((file) => file.type === 'chunk' && file.isEntry);
      if (entry === undefined) throw new Error('a build without an entry');
      const files = built.map(({ fileName }) => fileName).filter((name) => NEEDED.test(name));
      const code = await serviceWorkerCode(
        `/${entry.fileName}`,
        files.map((name) => `/${name}`),
      );
      this.emitFile({ type: 'asset', fileName: 'service-worker.js', source: code });
    },
  };
}
