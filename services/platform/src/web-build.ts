import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, statSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';
import type { Progress } from './progress.ts';

const WEB = fileURLToPath(new URL('../../workspace/web/', import.meta.url));
const BUILT = join(WEB, 'dist/app');
/** Sources of the web application beside its own: what it imports of the workspace, and what it is built with. */
const SOURCES = ['services/workspace/web/**', 'packages/{sdk,contracts}/src/**', 'pnpm-lock.yaml'];
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const COMPRESSIBLE = '**/*.{css,html,js,json,map,svg,txt,wasm,webmanifest}';
/** Below, a compressed file saves nobody anything. */
const COMPRESS_MIN_BYTES = 1_024;
/** How often a process looks whether another one has built. */
const LOCK_POLL_MS = 100;

/** The web application could not be built; its message has what the bundler says. */
export class WebBuildError extends Error {
  override readonly name = 'WebBuildError';
}

/** Builds the web application when its sources are newer than the build. @throws WebBuildError */
export async function buildWebIfStale(progress: Progress): Promise<void> {
  if (!existsSync(join(WEB, 'package.json')) || !isStale()) return;
  progress('building the web application (only after a change of its sources)');
  await whileLocked(async () => {
    if (isStale()) await bundle();
  });
}

/** Builds the web application, and compresses its files as browsers take them. @throws WebBuildError */
export function buildWeb(): Promise<void> {
  return whileLocked(bundle);
}

/** Runs while no other process of this machine builds. What a process left behind that was killed holds nobody up. */
async function whileLocked(run: () => Promise<void>): Promise<void> {
  const lock = join(WEB, 'dist/build.lock');
  await mkdir(dirname(lock), { recursive: true });
  while (!(await claim(lock))) await delay(LOCK_POLL_MS);
  try {
    await run();
  } finally {
    await rm(lock, { force: true });
  }
}

async function claim(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
  if (holder > 0 && !isAlive(holder)) await rm(lock, { force: true });
  return false;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function bundle(): Promise<void> {
  const bundler = spawn(process.execPath, ['--run', 'build'], { cwd: WEB, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [bundler.stdout, bundler.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  const [code] = (await once(bundler, 'close')) as [number | null];
  if (code !== 0) throw new WebBuildError(`The web application cannot be built:\n${said.trim()}`);
  const files = globSync(COMPRESSIBLE, { cwd: BUILT }).map((path) => join(BUILT, path));
  await Promise.all(files.map(compress));
}

/** Whether a source was changed after the page was built. */
function isStale(): boolean {
  const built = statSync(join(BUILT, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const exclude = (path: string) => /(^|\/)(node_modules|dist|test)$/.test(path);
  return globSync(SOURCES, { cwd: ROOT, exclude }).some((path) => statSync(join(ROOT, path)).mtimeMs > built);
}

async function compress(file: string): Promise<void> {
  const bytes = await readFile(file);
  if (bytes.length < COMPRESS_MIN_BYTES) return;
  const params = { [zlib.BROTLI_PARAM_QUALITY]: 10, [zlib.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, { params }));
  await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}
