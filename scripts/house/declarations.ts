import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import type { Declaration } from '@ameide/service-kit/service';
import { root } from './workspace.ts';

/** A service, and where it is. */
export interface DeclaredService {
  /** Relative to the root. */
  readonly folder: string;
  readonly declaration: Declaration;
}

/** The composition of all services in one process; it declares none itself. */
const COMPOSITION = 'services/platform';

/** Every service of `services/` that has declared itself, and a sentence for every fault of what they say. */
export async function readDeclarations(): Promise<{ services: DeclaredService[]; faults: string[] }> {
  const services: DeclaredService[] = [];
  const faults: string[] = [];
  for (const folder of globSync('services/*', { cwd: root }).sort()) {
    const file = join(root, folder, 'src/declaration.ts');
    if (folder === COMPOSITION || !existsSync(join(root, folder, 'package.json'))) continue;
    if (!existsSync(file)) faults.push(`${folder}/src/declaration.ts is missing: every service declares itself there.`);
    else services.push({ folder, declaration: ((await import(file)) as { declaration: Declaration }).declaration });
  }
  return { services, faults: [...faults, ...faultsOf(services)] };
}

/** What the declarations say that cannot be. */
export function faultsOf(services: readonly DeclaredService[]): string[] {
  const names = new Set(services.map(({ declaration }) => declaration.name));
  const contexts = new Set(services.map(({ declaration }) => declaration.publishes));
  const answeredBy = new Map<string, string>();
  const faults: string[] = [];
  for (const { folder, declaration } of services) {
    const { name, calls, follows, rpcServices } = declaration;
    const file = `${folder}/src/declaration.ts`;
    if (folder !== `services/${name}`) faults.push(`${file}: the service ${name} belongs into services/${name}.`);
    for (const called of calls) {
      if (!names.has(called)) faults.push(`${file}: calls ${called}, but no service has that name.`);
    }
    for (const followed of follows) {
      if (!contexts.has(followed)) faults.push(`${file}: follows ${followed}, which no service publishes.`);
    }
    for (const { typeName } of rpcServices) {
      const other = answeredBy.get(typeName);
      if (other !== undefined) faults.push(`${file}: ${typeName} is answered by ${other} already.`);
      answeredBy.set(typeName, name);
    }
  }
  return faults;
}
