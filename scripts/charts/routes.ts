import type { DescService } from '@bufbuild/protobuf';
import type { DeclaredService } from '../house/declarations.ts';

/** A rule of the HTTPRoute of a service: what differs in its time-out. */
export interface EdgeRule {
  readonly name: 'http' | 'pages' | 'streams' | 'unary';
  readonly timeout: 'none' | 'unary';
  readonly exact?: readonly string[];
  readonly prefixes?: readonly string[];
}

/** Where the workspace answers RPCs. */
const WORKSPACE_API = '/api';

/** What the edge leads to a service, from its contracts; undefined when it leads to none. */
export function edgeRules(
  { declaration }: DeclaredService,
  handedOn: readonly DeclaredService[],
): readonly EdgeRule[] | undefined {
  const { edge } = declaration.deployment;
  if (edge === undefined) return undefined;
  if (edge === 'api') {
    const services = publicServices(declaration);
    const prefixes = services.map(({ typeName }) => `/${typeName}`);
    const { http } = declaration;
    // What is asked for there may take as long as an agent does.
    const others: readonly EdgeRule[] = http.length === 0 ? [] : [{ name: 'http', timeout: 'none', prefixes: http }];
    return [...streams('', services), ...others, { name: 'unary', timeout: 'unary', prefixes }];
  }
  const services = handedOn.flatMap((each) => publicServices(each.declaration));
  return [
    ...streams(WORKSPACE_API, services),
    { name: 'unary', timeout: 'unary', prefixes: [WORKSPACE_API] },
    // Files take as long as the line of a person does.
    { name: 'pages', timeout: 'none', prefixes: ['/'] },
  ];
}

export function publicServices({ rpcServices, internal }: DeclaredService['declaration']): readonly DescService[] {
  return rpcServices.filter((service) => !internal.includes(service));
}

function streams(prefix: string, services: readonly DescService[]): readonly EdgeRule[] {
  const exact = services.flatMap(({ typeName, methods }) =>
    methods.filter(({ methodKind }) => methodKind !== 'unary').map(({ name }) => `${prefix}/${typeName}/${name}`),
  );
  return exact.length === 0 ? [] : [{ name: 'streams', timeout: 'none', exact }];
}
