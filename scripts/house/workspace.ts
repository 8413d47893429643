import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

export const root = join(import.meta.dirname, '../..');

/** A package of the workspace. */
export interface Project {
  readonly name: string;
  /** Relative to the root; empty for the root itself. */
  readonly folder: string;
  /** Names of the packages of the workspace that its package.json lists. */
  readonly dependencies: readonly string[];
  /** Those of them that it needs at run time. */
  readonly runtimeDependencies: readonly string[];
}

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** The root and every package that pnpm-workspace.yaml finds, by folder. */
export async function readWorkspace(): Promise<Project[]> {
  const { packages } = parse(await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8')) as { packages: string[] };
  const files = globSync(
    packages.map((pattern) => `${pattern}/package.json`),
    { cwd: root },
  );
  const folders = files.map((file) => file.slice(0, -'/package.json'.length)).sort();
  return Promise.all(['', ...folders].map(readProject));
}

/** @param folder relative to the root */
export async function readManifest(folder: string): Promise<PackageJson> {
  return JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as PackageJson;
}

async function readProject(folder: string): Promise<Project> {
  const manifest = await readManifest(folder);
  const dependencies = ofWorkspace({ ...manifest.dependencies, ...manifest.devDependencies });
  return { name: manifest.name, folder, dependencies, runtimeDependencies: ofWorkspace(manifest.dependencies ?? {}) };
}

function ofWorkspace(dependencies: Readonly<Record<string, string>>): string[] {
  return Object.entries(dependencies)
    .filter(([, version]) => version.startsWith('workspace:'))
    .map(([name]) => name)
    .sort();
}
