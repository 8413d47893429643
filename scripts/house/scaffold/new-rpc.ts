import { existsSync, globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Getter, getterOf, importingProto, intoService, messageIn, protoOf } from './contract.ts';
import { edit, type Insertion } from './insert.ts';
import { contractOf, formsOf, plainRpcValues, rpcValues, serviceValues, type Values } from './names.ts';
import { renderFolder, renderSnippet, ScaffoldError, writeNew } from './templates.ts';

export interface NewRpc {
  /** `OrderCommandService.RenameOrder`, with or without the package in front */
  readonly name: string;
  /** What it records, such as `OrderRenamed`; without, it only reads. */
  readonly event?: string | undefined;
  /** What it is about; the contract's name without `CommandService` or `QueryService` unless given. */
  readonly aggregate?: string | undefined;
}

/** Files that change, by path relative to the root. */
interface Changes {
  readonly texts: Map<string, string>;
  read(path: string): Promise<string>;
  edit(path: string, ...steps: readonly ((file: Insertion) => string)[]): Promise<void>;
}

/** Writes an RPC from its contract to its tests; returns the paths of what is new or changed. @throws ScaffoldError */
export async function newRpc(root: string, { name, event, aggregate }: NewRpc): Promise<string[]> {
  const [, rpcService, rpc] = /^(?:[a-z][\w.]*\.)?([A-Z][A-Za-z0-9]*Service)\.([A-Z][A-Za-z0-9]*)$/.exec(name) ?? [];
  if (!rpcService || !rpc)
    throw new ScaffoldError(`${name} is not <Service>.<Rpc>, such as OrderQueryService.GetOrder.`);
  const proto = protoOf(root, rpcService);
  const { service, context, rpcServices } = await declarationOf(root, rpcService);
  const about = formsOf(aggregate ?? rpcService.replace(/(Command|Query)?Service$/, ''));
  const folder = `services/${service}`;
  const changes = changesOf(root);
  const harness = `${folder}/test/harness.ts`;
  const makesOne = (await changes.read(harness)).includes(`new${about.pascal}(`);
  if (event !== undefined && context === undefined) {
    throw new ScaffoldError(
      `${service} keeps no log: its declaration publishes nothing. A command goes where what it changes is kept; without --event, this is a query.`,
    );
  }
  if (event === undefined && aggregate === undefined && !makesOne) {
    const values = { ...serviceValues(service, about.kebab), ...plainRpcValues({ rpcService, rpc, proto }) };
    return written(root, folder, changes, values, await plainQuery(changes, proto, values));
  }
  const getter = await getterOf(root, rpcServices, about.pascal);
  const values = {
    ...serviceValues(service, about.kebab),
    ...rpcValues({ rpcService, rpc, proto, event, getter }),
  };

  if (!makesOne) {
    const needed = `client(service), as(person) and new${about.pascal}(), which answers the id of a new one`;
    throw new ScaffoldError(`Tests of the RPC need ${harness} to have ${needed}: see that of threads.`);
  }
  const files =
    event === undefined
      ? await query(changes, folder, proto, getter, values)
      : await command(root, changes, folder, proto, getter, values, `proto/ameide/events/v1/${context}.proto`);
  return written(root, folder, changes, values, files);
}

/** Adds the handler to the others, and writes everything. */
async function written(
  root: string,
  folder: string,
  changes: Changes,
  values: Values,
  files: ReadonlyMap<string, string>,
): Promise<string[]> {
  await changes.edit(
    `${folder}/src/rpc/handlers.ts`,
    (one) => one.intoArray('handlers', `${values.__rpc__}(deps)`),
    (one) => one.importing(values.__rpc__!, `./${values['__rpc-file__']}.ts`),
  );
  await writeNew(root, files);
  for (const [path, text] of changes.texts) await writeFile(join(root, path), text);
  return [...files.keys(), ...changes.texts.keys()];
}

/** It answers with what it was asked, for the caller's tenant. */
async function plainQuery(changes: Changes, proto: string, values: Values) {
  const [rpc, messages] = await Promise.all(
    ['rpc', 'messages'].map((name) => renderSnippet(`plain-query/snippets/${name}.proto`, values)),
  );
  const contract = intoService(await changes.read(proto), values.__RpcService__!, rpc!, messages!);
  changes.texts.set(proto, importingProto(contract, 'buf/validate/validate.proto'));
  return renderFolder('plain-query/files', values);
}

/** It begins as what reads one: the same request, the same answer. */
async function query(changes: Changes, folder: string, proto: string, getter: Getter, values: Values) {
  const { __Rpc__: Rpc, __rpc__: rpc, __RpcService__: rpcService, __contract__: contract } = values;
  const get = `Get${values.__Aggregate__}`;
  const asNew = (text: string) => text.replaceAll(new RegExp(`\\b${get}(?=Request|Response|\\b)`, 'g'), Rpc!);
  const messages = asNew(messageIn(getter.text, `${get}Request`) + messageIn(getter.text, `${get}Response`));
  const snippet = await renderSnippet('query/snippets/rpc.proto', values);
  changes.texts.set(proto, intoService(await changes.read(proto), rpcService!, snippet, messages));

  const handler = (await changes.read(`${folder}/src/rpc/get-${values['__aggregate-file__']}.ts`))
    .replaceAll(new RegExp(`\\bget${values.__Aggregate__}\\b`, 'g'), rpc!)
    .replaceAll(getter.rpcService, rpcService!)
    .replaceAll(`@ameide/contracts/${contractOf(getter.proto)}'`, `@ameide/contracts/${contract}'`);
  const files = await renderFolder('query/files', values);
  return files.set(`${folder}/src/rpc/${values['__rpc-file__']}.ts`, asNew(handler));
}

async function command(
  root: string,
  changes: Changes,
  folder: string,
  proto: string,
  getter: Getter,
  values: Values,
  events: string,
): Promise<Map<string, string>> {
  // Where use cases run their commands themselves, callers name their requests by a correlation id, if they want to.
  const executed = existsSync(join(root, folder, 'src/app/execute.ts'));
  const key = executed ? 'correlation_id' : 'idempotency_key';
  const keyed = { ...values, __key__: formsOf(key).camel, __key_reused__: `${key}_reused` };
  const snippet = (name: string) => renderSnippet(`command/snippets/${name}`, keyed);
  const { __Rpc__: Rpc, __Event__: event, __Aggregate__: Aggregate, __aggregate__: aggregate } = values;
  const contract = intoService(
    await changes.read(proto),
    values.__RpcService__!,
    await snippet('rpc.proto'),
    (await snippet('messages.proto')).replace('__key_field__\n', await snippet(`${key}.proto`)),
  );
  const answered = await definedIn(changes, getter);
  changes.texts.set(proto, answered === proto ? contract : importingProto(contract, answered.slice('proto/'.length)));
  changes.texts.set(events, (await changes.read(events)) + (await snippet('event.proto')));

  const domain = `${folder}/src/domain/${values['__aggregate-file__']}`;
  const [commandType, eventType] = [await snippet('command.ts'), await snippet('event.ts')];
  await changes.edit(
    `${domain}/commands.ts`,
    (one) => one.intoUnion(`${Aggregate}Command`, Rpc!),
    (one) => one.beforeType(`${Aggregate}Command`, commandType),
  );
  await changes.edit(`${domain}/events.ts`, (one) => one.intoUnion(`${Aggregate}Event`, eventType));
  const [decide, evolve, project] = [
    await snippet('decide.ts'),
    await snippet('evolve.ts'),
    await snippet('project.ts'),
  ];
  await changes.edit(`${domain}/decide.ts`, (one) => one.intoSwitch(`decide${Aggregate}`, decide));
  await changes.edit(`${domain}/evolve.ts`, (one) => one.intoSwitch(`evolve${Aggregate}`, evolve));
  await changes.edit(`${domain}/project.ts`, (one) => one.intoObject(`project${Aggregate}`, project));
  const [encode, decode] = [await snippet('encode.ts'), await snippet('decode.ts')];
  // Events of several aggregates may have files of their own.
  const ownEvents = `${folder}/src/wire/${values['__aggregate-file__']}-events.ts`;
  await changes.edit(
    existsSync(join(root, ownEvents)) ? ownEvents : `${folder}/src/wire/events.ts`,
    (one) => one.intoSwitch(`${aggregate}EventToWire`, encode),
    (one) => one.intoSwitch(`${aggregate}EventFromWire`, decode),
    (one) => one.importing(`${event}Schema`, `@ameide/contracts/${contractOf(events)}`),
    (one) => one.importing('instantFromWire', '@ameide/service-kit/messages'),
    (one) => one.importing('timestampFromMs', '@bufbuild/protobuf/wkt'),
  );
  const files = await renderFolder('command/files', keyed);
  if (executed) return new Map([...files, ...(await renderFolder('executed/files', keyed))]);
  // All changes of an aggregate may have one use case.
  if (existsSync(join(root, folder, `src/app/change-${values['__aggregate-file__']}.ts`))) {
    files.delete(`${folder}/src/app/${values['__rpc-file__']}.ts`);
    for (const [path, text] of await renderFolder('changed/files', keyed)) files.set(path, text);
  }
  await answeringCommands(changes, `${folder}/src/rpc/refusals.ts`, await snippet('answer-command.ts'));
  return files;
}

/** The first command that is answered by its recorded response brings what does that. */
async function answeringCommands(changes: Changes, refusals: string, answerCommand: string): Promise<void> {
  if ((await changes.read(refusals)).includes('answerCommand')) return;
  await changes.edit(
    refusals,
    (one) => one.atEnd(answerCommand),
    (one) => one.importing('type Refusal', '../domain/refusal.ts'),
    (one) => one.importing('createAnswerCommand', '@ameide/service-kit/commands'),
  );
}

/** The contract that says what a getter answers. */
async function definedIn(changes: Changes, { proto, text, message }: Getter): Promise<string> {
  for (const [, path] of text.matchAll(/^import "(ameide\/[^"]+)";/gm)) {
    if (messageIn(await changes.read(`proto/${path}`), message) !== '') return `proto/${path}`;
  }
  return proto;
}

function changesOf(root: string): Changes {
  const texts = new Map<string, string>();
  const read = (path: string) =>
    readFile(join(root, path), 'utf8').catch(() => {
      throw new ScaffoldError(`${path} is missing: see docs/how-to/add-an-rpc.md for what an RPC needs to be there.`);
    });
  return {
    texts,
    read,
    edit: async (path, ...steps) => void texts.set(path, edit(path, await read(path), ...steps)),
  };
}

/** Of the service that has declared to answer a contract: its folder's name, where its events are, all that it answers. */
async function declarationOf(root: string, rpcService: string) {
  for (const file of globSync('services/*/src/declaration.ts', { cwd: root })) {
    const text = await readFile(join(root, file), 'utf8');
    const rpcServices: readonly string[] = /rpcServices: \[([^\]]*)\]/.exec(text)?.[1]?.match(/\w+/g) ?? [];
    const [, context] = /publishes: '(\w+)'/.exec(text) ?? [];
    if (rpcServices.includes(rpcService)) return { service: file.split('/')[1]!, context, rpcServices };
  }
  throw new ScaffoldError(`No services/*/src/declaration.ts lists ${rpcService} among its rpcServices.`);
}
