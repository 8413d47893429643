import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Writes to dist/esm what is published: JavaScript for Node 20 and its types, with the contracts in the folder `contracts`. */
const here = import.meta.dirname;
const build = join(here, 'dist/build');
const esm = join(here, 'dist/esm');

for (const folder of [build, esm]) rmSync(folder, { recursive: true, force: true });
const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { cwd: here, stdio: 'inherit', shell: true });
if (status !== 0) process.exit(1);
renameSync(join(build, 'sdk/src'), esm);
renameSync(join(build, 'contracts/src/gen/ameide'), join(esm, 'contracts'));
rmSync(build, { recursive: true });

for (const name of globSync('**/*.{js,d.ts}', { cwd: esm })) {
  const file = join(esm, name);
  const toContracts = relative(dirname(file), join(esm, 'contracts')) || '.';
  const text = readFileSync(file, 'utf8')
    .replaceAll(/(from ['"])@ameide\/contracts\/([^'"]+)/g, (_, from, path) => `${from}./${toContracts}/${path}_pb.js`)
    // Declarations keep the extension of the sources.
    .replaceAll(/((?:from|import\() ?['"]\.[^'"]*)\.ts(?=['"])/g, '$1.js');
  writeFileSync(file, text);
}
