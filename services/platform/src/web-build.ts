import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';
import { whileLocked } from './build-lock.ts';
import type { Progress } from './progress.ts';

/** Where the web application is, and what it is made of. */
export interface WebSources {
  /** Of the package, whose script `build` makes `dist/app`. */
  readonly folder: string;
  /** Globs of everything that the build depends on. */
  readonly sources: readonly string[];
}

const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const workspaceWeb: WebSources = {
  folder: at('services/workspace/web'),
  sources: ['services/workspace/web/**', 'packages/{sdk,contracts}/src/**', 'pnpm-lock.yaml'].map(at),
};
const COMPRESSIBLE = '**/*.{css,html,js,json,map,svg,txt,wasm,webmanifest}';
/** Below, a compressed file saves nobody anything. */
const COMPRESS_MIN_BYTES = 1_024;
/** Of Brotli; the best one takes three times as long for a hundredth. */
const BROTLI_QUALITY = 10;

/** The web application could not be built; its message has what the bundler says. */
export class WebBuildError extends Error {
  override readonly name = 'WebBuildError';
}

/** Builds the web application when its sources are newer than the build; of several processes one builds. @throws WebBuildError */
export async function buildWebIfStale(progress: Progress, web: WebSources = workspaceWeb): Promise<void> {
  if (!existsSync(join(web.folder, 'package.json')) || !isStale(web)) return;
  progress('building the web application (only after a change of its sources)');
  await whileLocked(lockOf(web), async () => {
    if (isStale(web)) await bundle(web);
  });
}

/** Builds the web application, and compresses its files as browsers take them. @throws WebBuildError */
export function buildWeb(web: WebSources = workspaceWeb): Promise<void> {
  return whileLocked(lockOf(web), () => bundle(web));
}

async function bundle({ folder }: WebSources): Promise<void> {
  const bundler = spawn(process.execPath, ['--run', 'build'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [bundler.stdout, bundler.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  const [code] = (await once(bundler, 'close')) as [number | null];
  if (code !== 0) throw new WebBuildError(`The web application cannot be built:\n${said.trim()}`);
  const built = join(folder, 'dist/app');
  await Promise.all(globSync(COMPRESSIBLE, { cwd: built }).map((path) => compress(join(built, path))));
}

/** Whether a source was changed after the page was built. */
function isStale({ folder, sources }: WebSources): boolean {
  const built = statSync(join(folder, 'dist/app/index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const exclude = (path: string) => /[/\\](node_modules|dist|test)$/.test(path);
  return globSync(sources, { exclude }).some((path) => statSync(path).mtimeMs > built);
}

async function compress(file: string): Promise<void> {
  const bytes = await readFile(file);
  if (bytes.length < COMPRESS_MIN_BYTES) return;
  const params = { [zlib.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [zlib.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, { params }));
  await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}

function lockOf({ folder }: WebSources): string {
  return join(folder, 'dist/build.lock');
}
