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

export function rpcValues(rpcService: string, rpc: string, contract: string, event: string | undefined): Values {
  const { camel, pascal, kebab } = formsOf(rpc);
  const happened = event === undefined ? {} : { __Event__: formsOf(event).pascal };
  return {
    __RpcService__: rpcService,
    __rpc__: camel,
    __Rpc__: pascal,
    '__rpc-file__': kebab,
    __contract__: contract,
    ...happened,
  };
}
