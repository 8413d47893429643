import type { DescMethod } from '@bufbuild/protobuf';
import type { DeclaredService } from '../house/declarations.ts';

/** What a deployable answers to callers outside the cluster. */
export interface PublicRpcs {
  readonly deployable: string;
  readonly port: number;
  readonly ready: string;
  /** Full names of services of contracts. */
  readonly services: readonly string[];
  /** Paths of RPCs that answer with a stream. */
  readonly streams: readonly string[];
  /** Paths of other RPCs that change nothing, so that they may be sent again. */
  readonly reads: readonly string[];
  /** Prefixes of paths that are no RPCs; what is answered there may last. */
  readonly http: readonly string[];
}

const READ = /^(BatchGet|Get|List|Search|Export)/;

/** Of every service that answers anybody but services of the platform, by name. */
export function publicRpcs(services: readonly DeclaredService[]): PublicRpcs[] {
  return services
    .map(({ declaration }) => {
      const { name, ports, probes, rpcServices, internal, http } = declaration;
      const open = rpcServices.filter((service) => !internal.includes(service));
      const methods = open.flatMap((service) => service.methods);
      const paths = (wanted: (method: DescMethod) => boolean) => methods.filter(wanted).map(pathOf).sort();
      return {
        deployable: name,
        port: ports.rpc,
        ready: probes.ready,
        services: open.map(({ typeName }) => typeName).sort(),
        streams: paths(({ methodKind }) => methodKind !== 'unary'),
        reads: paths((method) => method.methodKind === 'unary' && isRead(method)),
        http,
      };
    })
    .filter((rpcs) => rpcs.services.length > 0)
    .sort((a, b) => a.deployable.localeCompare(b.deployable));
}

function pathOf({ parent, name }: DescMethod): string {
  return `/${parent.typeName}/${name}`;
}

/** AI advice costs money each time, though it changes nothing. */
function isRead({ name }: DescMethod): boolean {
  return READ.test(name) && !name.startsWith('GetAI');
}
