import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeProtoDependencies } from './dependencies.ts';

/**
 * Checks the contracts: `buf lint`, `buf breaking` against the last commit on main, and that the generated code is what
 * `pnpm generate:proto` would write.
 */
const root = join(import.meta.dirname, '../..');
const generated = 'packages/contracts/src/gen';
let failed = false;

function check(name: string, hint: string, run: () => boolean): void {
  const passed = run();
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name}`);
  if (!passed) console.log(`     ${hint}`);
  failed ||= !passed;
}

function buf(...args: string[]): boolean {
  return spawnSync('buf', args, { cwd: root, stdio: 'inherit' }).status === 0;
}

writeProtoDependencies(root);
check('buf lint', 'Mend the findings above.', () => buf('lint'));
check('buf breaking', 'A published contract only grows: add fields and messages, never change or remove them.', () => {
  const base = breakingBase();
  if (!base) {
    console.log('     no earlier commit holds contracts: nothing to compare with');
    return true;
  }
  return inTemporaryFolder((folder) => {
    const archive = execFileSync('git', ['archive', base, 'proto', 'buf.yaml'], { cwd: root });
    execFileSync('tar', ['-x', '-C', folder], { input: archive });
    writeProtoDependencies(folder);
    return buf('breaking', '--against', folder);
  });
});
check('generated code is fresh', 'Run `pnpm generate:proto` and commit what it writes.', () => {
  return inTemporaryFolder((folder) => {
    execFileSync('buf', ['generate', '--output', folder], { cwd: root, stdio: 'inherit' });
    const diff = ['--no-pager', 'diff', '--no-index', '--stat', generated, join(folder, generated)];
    return spawnSync('git', diff, { cwd: root, stdio: 'inherit' }).status === 0;
  });
});
process.exitCode = failed ? 1 : 0;

/** The last commit on main; on main itself with nothing uncommitted, the one before it. */
function breakingBase(): string | null {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  const dirty = git('status', '--porcelain', '--', 'proto').stdout.trim() !== '';
  const onMain = git('rev-parse', 'HEAD').stdout === git('rev-parse', 'main').stdout;
  const base = onMain && !dirty ? 'HEAD~1' : 'main';
  return git('cat-file', '-e', `${base}:proto`).status === 0 ? git('rev-parse', base).stdout.trim() : null;
}

function inTemporaryFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'ameide-proto-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
