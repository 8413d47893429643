import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeclaredService } from '../declarations.ts';
import { type Project, root } from '../workspace.ts';
import { boundaryFaults } from './boundaries.ts';
import { constantFaults } from './constants.ts';
import type { Fault } from './fault.ts';
import { layerFaults, pureImportFaults } from './imports.ts';
import { purityFaults } from './purity.ts';
import { rpcFileFaults } from './rpc-files.ts';
import { parseSource } from './source.ts';

const CODE = '{packages,services,operators}/*/{src,test}/**/*.ts';
const GENERATED = 'packages/contracts/src/gen/';
/** Code outside of services that is as pure as a domain. */
const PURE = [/^packages\/graph-model\/src\/(?!testing\/|wire\/)/, /^packages\/event-store\/src\/domain\.ts$/];

/** What the code of packages, services and operators does that the house does not allow. */
export async function checkLayers(
  projects: readonly Project[],
  services: readonly DeclaredService[],
): Promise<Fault[]> {
  const paths = globSync(CODE, { cwd: root, exclude: (path) => path.includes('node_modules') })
    .filter((path) => !path.startsWith(GENERATED))
    .sort();
  const faults: Fault[] = [];
  for (const path of paths) faults.push(...(await checkFile(path, projects, services)));
  const all = new Set(paths);
  for (const { folder, declaration } of services) faults.push(...rpcFileFaults(folder, declaration, all));
  return faults;
}

async function checkFile(path: string, projects: readonly Project[], services: readonly DeclaredService[]) {
  const source = parseSource(path, await readFile(join(root, path), 'utf8'));
  const owner = projects.find(({ folder }) => folder !== '' && path.startsWith(`${folder}/`));
  const faults = owner === undefined ? [] : boundaryFaults(source, owner, projects);
  if (/\.(test|fixture)\.ts$/.test(path) || !path.includes('/src/')) return faults;
  faults.push(...constantFaults(source));
  const service = services.find(({ folder }) => path.startsWith(`${folder}/`));
  if (service !== undefined) faults.push(...layerFaults({ folder: service.folder, source }));
  const pure = PURE.some((pattern) => pattern.test(path));
  if (pure) faults.push(...pureImportFaults(source));
  if (pure || path.startsWith(`${service?.folder}/src/domain/`)) faults.push(...purityFaults(source));
  return faults;
}
