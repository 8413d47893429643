import { existsSync, globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readWorkspace, root } from '../house/workspace.ts';

/** What runs as a process of its own in a cluster, and has an image of its own. */
export interface Deployable {
  /** Of the image, the chart, the release, the Deployment. */
  readonly name: string;
  /** Of its package, relative to the root. */
  readonly folder: string;
  /** Name of its package. */
  readonly package: string;
}

/** The composition of all services in one process is for laptops, and runs from a checkout. */
const COMPOSITION = 'services/platform';
const ALL_OPERATORS = 'operators/all';

/** Every service and every operator that has a `main.ts`, by name. */
export async function readDeployables(): Promise<Deployable[]> {
  const projects = new Map((await readWorkspace()).map((project) => [project.folder, project.name]));
  return globSync('{services,operators}/*', { cwd: root })
    .filter((folder) => folder !== COMPOSITION && existsSync(join(root, folder, 'src/main.ts')))
    .map((folder) => ({ name: nameOf(folder), folder, package: projects.get(folder)! }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function nameOf(folder: string): string {
  if (folder === ALL_OPERATORS) return 'operators';
  return folder.startsWith('operators/') ? `${basename(folder)}-operator` : basename(folder);
}
