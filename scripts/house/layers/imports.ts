import { posix } from 'node:path';
import type { Fault } from './fault.ts';
import { type Layer, PURE_PACKAGES, serviceLayers } from './service-layers.ts';
import type { Import, Source } from './source.ts';

/** What imports of a file of a service are checked against. */
export interface ServiceFile {
  /** Such as `services/threads`. */
  readonly folder: string;
  readonly source: Source;
}

/** What a file of a service's `src` imports that its layer may not, or that it is in no layer. */
export function layerFaults({ folder, source }: ServiceFile): Fault[] {
  const name = layerOf(folder, source.path);
  const layer = serviceLayers[name];
  if (layer === undefined) {
    const known = Object.keys(serviceLayers).join(', ');
    return [{ place: source.path, wrong: `${name} is no layer of a service`, todo: `move it into one of ${known}` }];
  }
  return source.imports.flatMap((one) => {
    const fault = one.specifier.startsWith('.')
      ? relativeFault(folder, name, layer, source, one)
      : packageFault(name, layer, one);
    return fault === undefined ? [] : [{ place: `${source.path}:${one.line}`, ...fault }];
  });
}

/** What a file of a pure package imports beside itself and other pure packages. */
export function pureImportFaults({ path, imports }: Source): Fault[] {
  return imports
    .filter(({ specifier }) => !specifier.startsWith('.') && !covers(PURE_PACKAGES, specifier))
    .map(({ specifier, line }) => ({
      place: `${path}:${line}`,
      wrong: `pure code imports ${specifier}`,
      todo: `use nothing but ${PURE_PACKAGES.join(', ')}`,
    }));
}

function layerOf(folder: string, path: string): string {
  return path.slice(`${folder}/src/`.length).split('/')[0]!.replace(/\.ts$/, '');
}

type Finding = Omit<Fault, 'place'>;

function relativeFault(folder: string, name: string, layer: Layer, source: Source, one: Import): Finding | undefined {
  const target = posix.join(posix.dirname(source.path), one.specifier);
  if (!target.startsWith(`${folder}/src/`)) {
    // boundaryFaults tells of files of other projects.
    return target.startsWith(`${folder}/`) ? { wrong: `src imports ${target}`, todo: 'keep it in src' } : undefined;
  }
  const to = layerOf(folder, target);
  if (layer.layers.includes(to)) return undefined;
  if (layer.types?.includes(to)) {
    return one.typeOnly ? undefined : { wrong: `${name} imports more than types of ${to}`, todo: 'import type' };
  }
  const allowed = [...layer.layers, ...(layer.types ?? []).map((types) => `types of ${types}`)];
  const todo =
    name === 'app' && ['adapters', 'rpc', 'wire'].includes(to)
      ? 'declare a port in app/ports.ts, and let service.ts give what implements it'
      : allowed.length === 0
        ? 'it may import no file of the service'
        : `it may import ${allowed.join(', ')}`;
  return { wrong: `${name} imports ${to}`, todo };
}

function packageFault(name: string, { packages, except = [] }: Layer, { specifier }: Import): Finding | undefined {
  if (packages !== undefined && !covers(packages, specifier)) {
    return { wrong: `${name} imports ${specifier}`, todo: `it may import ${packages.join(', ')}` };
  }
  if (covers(except, specifier)) {
    return {
      wrong: `${name} imports ${specifier}`,
      todo: 'leave that to another layer: see docs/how-to/add-a-service.md',
    };
  }
  return undefined;
}

function covers(packages: readonly string[], specifier: string): boolean {
  return packages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
}
