import { type DeclaredService, readDeclarations } from '../../../scripts/house/declarations.ts';
import type { Manifest } from '../gitops/helmfile.ts';
import { imageOf, render } from './helm.ts';
import { DEV, LOCAL, PROD } from './lanes.ts';

export const LANES = { dev: DEV, prod: PROD, local: LOCAL };

/** The charts of all services, rendered for every lane. */
export interface Rendered {
  readonly services: readonly DeclaredService[];
  /** Of the services. */
  readonly names: readonly string[];
  of(lane: keyof typeof LANES, service: string): readonly Manifest[];
  everywhere(): readonly { readonly lane: string; readonly service: string; readonly manifest: Manifest }[];
}

export async function renderServices(): Promise<Rendered> {
  const { services } = await readDeclarations();
  const names = services.map(({ declaration }) => declaration.name);
  const rendered = new Map<string, readonly Manifest[]>();
  const everywhere: { lane: string; service: string; manifest: Manifest }[] = [];
  for (const [lane, values] of Object.entries(LANES)) {
    const charts = await Promise.all(names.map((name) => render(name, values, imageOf(name))));
    for (const [index, service] of names.entries()) {
      rendered.set(`${lane}/${service}`, charts[index]!);
      everywhere.push(...charts[index]!.map((manifest) => ({ lane, service, manifest })));
    }
  }
  return {
    services,
    names,
    of: (lane, service) => rendered.get(`${lane}/${service}`)!,
    everywhere: () => everywhere,
  };
}
