import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const readme = join(root, 'packages/sdk/README.md');
const sampleModel = join(root, 'services/platform/samples/order-to-cash.bpmn');

/** A folder outside of this workspace into which npm has installed the tarball. */
export interface Consumer {
  readonly folder: string;
  /** Runs a file of the folder; what it prints. */
  run(node: string, file: string, env?: NodeJS.ProcessEnv): Promise<string>;
  remove(): Promise<void>;
}

/** Packs the SDK and installs it, and what its samples need, into an empty ESM project with the samples of its README. */
export async function createConsumer(): Promise<Consumer> {
  const folder = await mkdtemp(join(tmpdir(), 'ameide-sdk-consumer-'));
  const packed = join(folder, 'packed');
  await mkdir(packed);
  await run('npx', ['-y', 'pnpm@12', '--filter', '@ameide/sdk', 'pack', '--pack-destination', packed], { cwd: root });
  const [tarball = ''] = await readdir(packed);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  const packages = [join(packed, tarball), 'openid-client@6.8.9'];
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages], { cwd: folder });
  for (const [name, text] of await samples()) await writeFile(join(folder, name), text);
  await copyFile(sampleModel, join(folder, 'order-to-cash.bpmn'));
  return {
    folder,
    run: async (node, file, env) => {
      const { stdout } = await run(node, [file], { cwd: folder, env: { ...process.env, ...env } });
      return stdout;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The samples of the README that are files, by the names in their first lines. */
async function samples(): Promise<[name: string, text: string][]> {
  const fences = (await readFile(readme, 'utf8')).matchAll(/^```js\n\/\/ (\S+)\n([\s\S]*?)^```$/gm);
  return [...fences].map(([, name = '', text = '']) => [name, text]);
}
