import type { DescService } from '@bufbuild/protobuf';
import { DEFAULT_DEPLOYMENT, type Deployment } from './deployment.ts';

/** What a service says about itself, once; everything else that needs to know it derives from here. */
export interface Declaration {
  /** Kebab-case; the folder of `services/`, and the name in logs, traces and `/readyz`. */
  readonly name: string;
  /** Contracts that the service answers. */
  readonly rpcServices: readonly DescService[];
  /** Those of them that only services of the platform may call: the edge of a cluster leads to none of them. */
  readonly internal: readonly DescService[];
  /** Prefixes of the paths that it answers beside its RPCs, such as `/v1`. */
  readonly http: readonly string[];
  /** Names of the services that it calls. */
  readonly calls: readonly string[];
  /** The context of its event log, as in `ameide.<context>.events`; undefined when it has none. */
  readonly publishes: string | undefined;
  /** Contexts of the events that it follows. */
  readonly follows: readonly string[];
  /** TCP ports of the service as a process of its own, unless its environment says otherwise. */
  readonly ports: { readonly rpc: number; readonly metrics: number };
  /** Paths on the RPC port. */
  readonly probes: { readonly live: string; readonly ready: string };
  /** What it uses when it is there, and can do without. */
  readonly optional: readonly OptionalPart[];
  /** What it keeps for a while only. */
  readonly expires: readonly Expires[];
  readonly deployment: Deployment;
}

/** What goes from a schema when nobody has touched it for so long, by a function that `startExpiry` calls. */
export interface Expires {
  readonly by: string;
  readonly afterDays: number;
}

/** What a service says about itself that keeps something in PostgreSQL. */
export interface ServiceDeclaration extends Declaration {
  /** Of PostgreSQL; only this service uses it. */
  readonly schema: string;
  /** What the service connects to PostgreSQL as; it has rights in its own schema only. */
  readonly databaseRole: string;
  /** Folder of `0001_name.sql` files. */
  readonly migrations: URL;
}

export type OptionalPart = 'redis' | 'kafka';

/** What a service has to say; the rest follows from its name. */
export interface ServiceDefinition {
  readonly name: string;
  /** `new URL('../migrations/', import.meta.url)`; without it the service has no schema and no database role. */
  readonly migrations?: URL;
  readonly rpcServices: readonly DescService[];
  readonly internal?: readonly DescService[];
  readonly http?: readonly string[];
  readonly calls?: readonly string[];
  readonly publishes?: string;
  readonly follows?: readonly string[];
  /** 8080 unless given. */
  readonly rpcPort?: number;
  readonly optional?: readonly OptionalPart[];
  readonly expires?: readonly Expires[];
  /** What differs from `DEFAULT_DEPLOYMENT`. */
  readonly deployment?: Partial<Deployment>;
}

const METRICS_PORT = 9464;

/**
 * Declares a service.
 * @throws TypeError when `name` is not kebab-case
 */
export function declareService(definition: ServiceDefinition & { readonly migrations: URL }): ServiceDeclaration;
export function declareService(definition: ServiceDefinition): Declaration;
export function declareService(definition: ServiceDefinition): Declaration | ServiceDeclaration {
  const { name, migrations, rpcServices, calls = [], publishes, follows = [] } = definition;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new TypeError(`${name} is not a service's name: use-kebab-case`);
  const schema = name.replaceAll('-', '_');
  return {
    name,
    ...(migrations && { schema, databaseRole: `ameide_${schema}`, migrations }),
    rpcServices,
    internal: definition.internal ?? [],
    http: definition.http ?? [],
    calls,
    publishes,
    follows,
    ports: { rpc: definition.rpcPort ?? 8080, metrics: METRICS_PORT },
    probes: { live: '/healthz', ready: '/readyz' },
    optional: definition.optional ?? [],
    expires: definition.expires ?? [],
    deployment: { ...DEFAULT_DEPLOYMENT, ...definition.deployment },
  };
}

/** The variable by which a service is told where another one is. */
export function urlVariable(service: string): string {
  return `${service.toUpperCase().replaceAll('-', '_')}_URL`;
}
