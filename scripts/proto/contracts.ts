import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeProtoDependencies } from './dependencies.ts';

/** The root of the repository. */
export const root = join(import.meta.dirname, '../..');

/** The contracts as they were promised last, without comments; the log of renewals lies beside them. */
export const baseline = join(root, 'proto/baseline');

/** Runs buf in the root of the repository, with what the contracts import at hand; whether it found nothing. */
export function buf(...args: string[]): boolean {
  return spawnSync('buf', args, { cwd: root, stdio: 'inherit' }).status === 0;
}

/** Whether the contracts keep every promise of the baseline; what they break is printed. */
export function keepsBaseline(): boolean {
  return inTemporaryFolder((folder) => {
    cpSync(join(root, 'buf.yaml'), join(folder, 'buf.yaml'));
    cpSync(join(baseline, 'ameide'), join(folder, 'proto/ameide'), { recursive: true });
    writeProtoDependencies(folder);
    return buf('breaking', '--against', folder);
  });
}

export function inTemporaryFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'ameide-proto-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
