import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readWorkspace, root } from '../house/workspace.ts';
import type { Deployable } from './deployables.ts';
import { run } from './run.ts';

/** What an image is made from; paths are relative to the root. */
export interface Inputs {
  /** What dependencies are installed by. */
  readonly manifests: readonly string[];
  /** What runs: no tests and what only they need, no pages, nothing of the build. */
  readonly sources: readonly string[];
  /** Package of a web application inside of the deployable, whose `dist/app` is also in the image; none for most. */
  readonly web: string | undefined;
}

const WORKSPACE_FILES = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'patches'];

/** What no process reads, as patterns of Git below a package's folder. */
const LEFT_OUT = [
  '**/*.test.ts',
  '**/*.fixture.ts',
  '**/*.long.ts',
  '**/test/**',
  '**/testing/**',
  '**/testing.ts',
  '**/examples/**',
  '**/*.md',
  '**/tsconfig*.json',
  'build.ts',
  '*.yaml',
];

/** What the image of a deployable is made from: files that Git knows or would take, so that nothing else can get inside. */
export async function readInputs(deployable: Deployable): Promise<Inputs> {
  const { folders, web } = await readPackages(deployable);
  const manifests = await listFiles([...WORKSPACE_FILES, ...folders.map((folder) => `${folder}/package.json`)]);
  const notWeb = web === undefined ? [] : [`:(exclude)${web}`];
  const sources = await listFiles([...sourcesOf(folders), ...notWeb]);
  return { manifests, sources: sources.filter((path) => !manifests.includes(path)), web };
}

/** Of an image: the commit that last changed one of its inputs, and when that was, in seconds since 1970. */
export interface Revision {
  readonly commit: string;
  readonly committedAt: number;
  /** Whether the checkout has other inputs than that commit. */
  readonly modified: boolean;
}

/**
 * The revision of the image of a deployable. Commits that change none of its inputs leave it as it is, so that the digest stays the same;
 * in a shallow clone only those that the clone has.
 */
export async function readRevision(deployable: Deployable): Promise<Revision> {
  const { folders, webFolders } = await readPackages(deployable);
  return readRevisionOf(['Dockerfile', ...WORKSPACE_FILES, ...sourcesOf([...folders, ...webFolders])]);
}

/** The revision of what these patterns of Git find below the root. */
export async function readRevisionOf(patterns: readonly string[]): Promise<Revision> {
  const [commit = '', committedAt] = (await git(['log', '-1', '--format=%H %ct', '--', ...patterns])).split(' ');
  const changes = await git(['status', '--porcelain', '--untracked-files=all', '--', ...patterns]);
  return { commit, committedAt: Number(committedAt), modified: changes !== '' };
}

interface Packages {
  /** Of the deployable's package and of every package of the workspace that it needs at run time. */
  readonly folders: readonly string[];
  readonly web: string | undefined;
  /** Of every package that the web application is built from. */
  readonly webFolders: readonly string[];
}

async function readPackages(deployable: Deployable): Promise<Packages> {
  const projects = await readWorkspace();
  const byName = new Map(projects.map((project) => [project.name, project]));
  const withNeeded = (names: readonly string[], folders = new Set<string>()): Set<string> => {
    for (const { folder, runtimeDependencies } of names.map((name) => byName.get(name)!)) {
      if (folders.has(folder)) continue;
      folders.add(folder);
      withNeeded(runtimeDependencies, folders);
    }
    return folders;
  };
  const web = projects.find(({ folder }) => folder.startsWith(`${deployable.folder}/`));
  return {
    folders: [...withNeeded([deployable.package])].sort(),
    web: web?.folder,
    webFolders: web === undefined ? [] : [web.folder, ...withNeeded(web.dependencies)].sort(),
  };
}

function sourcesOf(folders: readonly string[]): string[] {
  return [...folders, ...folders.flatMap((folder) => LEFT_OUT.map((pattern) => `:(exclude,glob)${folder}/${pattern}`))];
}

async function listFiles(patterns: readonly string[]): Promise<string[]> {
  const listing = await git(['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...patterns]);
  return listing
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)))
    .sort();
}

async function git(args: readonly string[]): Promise<string> {
  return (await run('git', args, { cwd: root })).trim();
}
