import { posix } from 'node:path';
import type { Fault } from './fault.ts';
import type { Source } from './source.ts';

/** A package of the workspace, by its folder; see `readWorkspace`. */
export interface Boundary {
  readonly name: string;
  readonly folder: string;
}

const COMPOSITION = 'services/platform';
const ALL_OPERATORS = 'operators/all';

/**
 * What a file imports of other packages of the workspace that it may not: imports run from packages to services and
 * operators, services meet over RPC, and whoever imports a package does so by its name.
 */
export function boundaryFaults(source: Source, owner: Boundary, projects: readonly Boundary[]): Fault[] {
  return source.imports.flatMap(({ specifier, line }) => {
    const place = `${source.path}:${line}`;
    if (specifier.startsWith('.')) {
      const target = posix.join(posix.dirname(source.path), specifier);
      if (target.startsWith(`${owner.folder}/`)) return [];
      return [{ place, wrong: `imports ${target} of another package`, todo: "import it by the package's name" }];
    }
    const imported = projects.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
    if (imported === undefined || imported.name === owner.name) return [];
    const wrong = `${owner.folder} imports ${specifier}`;
    if (imported.folder.startsWith('services/') && owner.folder !== COMPOSITION) {
      if (owner.folder.startsWith('services/'))
        return [{ place, wrong, todo: 'call it over RPC, or follow its events' }];
      if (isTest(source.path) && owner.folder.startsWith('operators/')) return [];
      return [{ place, wrong, todo: 'imports run one way: services use packages, never the other way' }];
    }
    if (imported.folder.startsWith('operators/') && owner.folder !== ALL_OPERATORS && !isTest(source.path)) {
      return [{ place, wrong, todo: 'operators are used by nobody: move what is common into a package' }];
    }
    return [];
  });
}

function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.includes('/test/');
}
