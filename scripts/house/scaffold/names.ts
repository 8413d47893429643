import type { Getter } from './contract.ts';

/** The forms of a name that code, files, contracts and tables want. */
export interface Forms {
  readonly pascal: string;
  readonly camel: string;
  readonly kebab: string;
  readonly snake: string;
}

/** @param name in any of the forms */
export function formsOf(name: string): Forms {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .map((word) => word.toLowerCase());
  const pascal = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  return { pascal, camel: pascal[0]!.toLowerCase() + pascal.slice(1), kebab: words.join('-'), snake: words.join('_') };
}

/** By placeholder. */
export type Values = Readonly<Record<string, string>>;

export function serviceValues(service: string, aggregate: string): Values {
  const [owner, one] = [formsOf(service), formsOf(aggregate)];
  return {
    __service__: owner.kebab,
    __Service__: owner.pascal,
    __schema__: owner.snake,
    __aggregate__: one.camel,
    __Aggregate__: one.pascal,
    __aggregate_snake__: one.snake,
    '__aggregate-file__': one.kebab,
    __table__: `${one.snake}s`,
  };
}

/** What a contract is imported by: `threads/v1/chat`. @param proto relative to the root */
export function contractOf(proto: string): string {
  return proto.slice('proto/ameide/'.length, -'.proto'.length);
}

export interface RpcNames {
  readonly rpcService: string;
  readonly rpc: string;
  /** Relative to the root. */
  readonly proto: string;
  readonly event: string | undefined;
  readonly getter: Getter;
}

/** Of an RPC about no aggregate. */
export function plainRpcValues({ rpcService, rpc, proto }: Pick<RpcNames, 'proto' | 'rpc' | 'rpcService'>): Values {
  const { camel, pascal, kebab } = formsOf(rpc);
  return {
    __RpcService__: rpcService,
    __rpc__: camel,
    __Rpc__: pascal,
    '__rpc-file__': kebab,
    __contract__: contractOf(proto),
  };
}

export function rpcValues({ getter, event, ...named }: RpcNames): Values {
  const { rpcService, proto } = named;
  const happened = event === undefined ? {} : { __Event__: formsOf(event).pascal };
  const imported = new Map([
    [rpcService, proto],
    [getter.rpcService, getter.proto],
  ]);
  const imports = [...imported].map(
    ([name, path]) => `import { ${name} } from '@ameide/contracts/${contractOf(path)}';`,
  );
  return {
    ...plainRpcValues(named),
    __GetService__: getter.rpcService,
    __service_imports__: imports.join('\n'),
    __wire_id__: getter.id,
    __wireId__: formsOf(getter.id).camel,
    __answer_snake__: getter.answer,
    __answer__: formsOf(getter.answer).camel,
    __Message__: getter.message,
    __not_found__: getter.notFound,
    ...happened,
  };
}
