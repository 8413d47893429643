/** What the files of a service may import. The first folder or file below `src` is the layer. */
export interface Layer {
  /** Layers of the same service. */
  readonly layers: readonly string[];
  /** Layers of the same service of which only types may be imported. */
  readonly types?: readonly string[];
  /** Packages, with everything below them; all that are not excepted unless given. */
  readonly packages?: readonly string[];
  /** Packages, with everything below them. */
  readonly except?: readonly string[];
}

/** Packages without clock, randomness, environment, input or output. */
export const PURE_PACKAGES = ['@ameide/graph-model', '@ameide/event-store/domain', 'zod'];

const TRANSPORT = ['@connectrpc/connect', '@connectrpc/connect-node', '@connectrpc/connect-web'];
const STORAGE = ['pg', 'ioredis', 'kafkajs', '@ameide/postgres'];
const PLATFORM = ['node:fs', 'node:http', 'node:https', 'node:net', 'node:child_process', 'node:os', 'node:process'];

/** The layout of every service; see docs/how-to/add-a-service.md. */
export const serviceLayers: Readonly<Record<string, Layer>> = {
  domain: { layers: ['domain'], packages: PURE_PACKAGES },
  app: { layers: ['app', 'domain'], types: ['config'], except: ['@ameide/contracts', ...PLATFORM] },
  wire: { layers: ['wire', 'domain', 'app'], except: [...TRANSPORT, ...STORAGE, ...PLATFORM] },
  rpc: { layers: ['rpc', 'app', 'wire', 'domain'], types: ['config'], except: [...STORAGE, ...PLATFORM] },
  http: { layers: ['http', 'app', 'domain'], types: ['config'], except: STORAGE },
  adapters: { layers: ['adapters', 'app', 'domain', 'wire', 'declaration'], types: ['config'] },
  declaration: { layers: [], packages: ['@ameide/contracts', '@ameide/service-kit/service'] },
  config: { layers: ['domain'], types: ['app'] },
  service: { layers: ['rpc', 'http', 'wire', 'app', 'domain', 'adapters', 'config', 'declaration'] },
  main: { layers: ['service', 'config', 'declaration'] },
  migrate: { layers: ['declaration'] },
};
