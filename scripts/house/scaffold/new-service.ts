import { serviceValues } from './names.ts';
import { renderFolder, ScaffoldError, writeNew } from './templates.ts';

export interface NewService {
  readonly service: string;
  /** What it keeps; the service's name without its last `s` unless given. */
  readonly aggregate: string | undefined;
}

/** Writes a service with one aggregate, two RPCs and their tests; returns the paths. @throws ScaffoldError */
export async function newService(root: string, { service, aggregate }: NewService): Promise<string[]> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(service)) {
    throw new ScaffoldError(`${service} is not a service's name: use-kebab-case, such as orders or purchase-orders.`);
  }
  const files = await renderFolder('service', serviceValues(service, aggregate ?? service.replace(/s$/, '')));
  await writeNew(root, files);
  return [...files.keys()];
}
