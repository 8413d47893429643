import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { writeProtoDependencies } from './dependencies.ts';

const root = join(import.meta.dirname, '../..');

/** Regenerates `packages/contracts/src/gen` from `proto/`. */
writeProtoDependencies(root);
execFileSync('buf', ['generate'], { cwd: root, stdio: 'inherit' });
