import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../house/workspace.ts';

/** The Node that packages run on, as pnpm-workspace.yaml says. */
export async function readNodeVersion(): Promise<string> {
  const { nodeVersion } = parse(await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8')) as { nodeVersion: string };
  return nodeVersion;
}

/** Of pnpm inside of images: what it makes of a lock file may differ from version to version. */
export const PNPM_VERSION = '12.21.0';
