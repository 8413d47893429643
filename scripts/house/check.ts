import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { edgeFiles } from '../edge/files.ts';
import { readDeclarations } from './declarations.ts';
import { checkLayers } from './layers/check.ts';
import { typeScriptConfigs } from './references.ts';
import { readWorkspace, root } from './workspace.ts';

/** `pnpm check:house`: what services say about themselves, what follows from it, and what code may do. */
function report(name: string, faults: readonly string[]): void {
  console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  for (const fault of faults) console.log(`     ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

const { services, faults } = await readDeclarations();
report('services have declared themselves', faults);

const projects = await readWorkspace();
const stale: string[] = [];
for (const [path, text] of await typeScriptConfigs(projects)) {
  if ((await readFile(join(root, path), 'utf8')) !== text) stale.push(`${path} is stale: run \`pnpm generate:house\`.`);
}
report('TypeScript references are fresh', stale);

const edge: string[] = [];
for (const [path, text] of await edgeFiles()) {
  const committed = await readFile(join(root, path), 'utf8').catch(() => undefined);
  if (committed !== text) edge.push(`${path} is stale: run \`pnpm generate:house\`.`);
}
report('the edge leads to the RPCs that services declare', edge);

const layers = await checkLayers(projects, services);
report(
  'layers, boundaries, names of constants',
  layers.map(({ place, wrong, todo }) => `${place}: ${wrong}; ${todo}.`),
);
