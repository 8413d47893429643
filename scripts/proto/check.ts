import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buf, inTemporaryFolder, keepsBaseline, root } from './contracts.ts';
import { writeProtoDependencies } from './dependencies.ts';

/**
 * Checks the contracts: `buf lint`, `buf breaking` against the baseline in proto/baseline, and that the generated code is
 * what `pnpm generate:proto` would write.
 */
const generated = 'packages/contracts/src/gen';
const renewal =
  'A promised contract only grows: add fields and messages, never change or remove them. Where nobody relies on it, ' +
  'renew the baseline: `pnpm proto:baseline "<reason>"`.';
let failed = false;

function check(name: string, hint: string, run: () => boolean): void {
  const passed = run();
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name}`);
  if (!passed) console.log(`     ${hint}`);
  failed ||= !passed;
}

writeProtoDependencies(root);
check('buf lint', 'Mend the findings above.', () => buf('lint'));
check('buf breaking', renewal, keepsBaseline);
check('generated code is fresh', 'Run `pnpm generate:proto` and commit what it writes.', () => {
  return inTemporaryFolder((folder) => {
    execFileSync('buf', ['generate', '--output', folder], { cwd: root, stdio: 'inherit' });
    const diff = ['--no-pager', 'diff', '--no-index', '--stat', generated, join(folder, generated)];
    return spawnSync('git', diff, { cwd: root, stdio: 'inherit' }).status === 0;
  });
});
process.exitCode = failed ? 1 : 0;
