import type { Declaration } from '@ameide/service-kit/service';
import type { Fault } from './fault.ts';

/** RPCs of a service without a file of their own in `rpc/`. @param files paths relative to the root */
export function rpcFileFaults(folder: string, { rpcServices }: Declaration, files: ReadonlySet<string>): Fault[] {
  return rpcServices.flatMap((service) =>
    service.methods
      .map(({ name, localName }) => ({
        rpc: `${service.name}.${name}`,
        path: `${folder}/src/rpc/${kebabCase(localName)}.ts`,
      }))
      .filter(({ path }) => !files.has(path))
      .map(({ rpc, path }) => ({ place: path, wrong: `is missing: ${rpc} has no file`, todo: `pnpm new rpc ${rpc}` })),
  );
}

export function kebabCase(name: string): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2');
  return words.toLowerCase();
}
