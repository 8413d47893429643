import { globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { edit, type Insertion } from './insert.ts';
import { formsOf, rpcValues, serviceValues, type Values } from './names.ts';
import { renderFolder, renderSnippet, ScaffoldError, writeNew } from './templates.ts';

export interface NewRpc {
  /** `OrderCommandService.RenameOrder` */
  readonly name: string;
  /** What it records, such as `OrderRenamed`; without, it only reads. */
  readonly event: string | undefined;
  /** What it is about; the contract's name without `CommandService` or `QueryService` unless given. */
  readonly aggregate: string | undefined;
}

/** Writes an RPC from its contract to its tests; returns the paths of what is new or changed. @throws ScaffoldError */
export async function newRpc(root: string, { name, event, aggregate }: NewRpc): Promise<string[]> {
  const [, rpcService, rpc] = /^([A-Z][A-Za-z0-9]*Service)\.([A-Z][A-Za-z0-9]*)$/.exec(name) ?? [];
  if (!rpcService || !rpc)
    throw new ScaffoldError(`${name} is not <Service>.<Rpc>, such as OrderQueryService.GetOrder.`);
  const proto = await protoOf(root, rpcService);
  const service = await serviceOf(root, rpcService);
  const about = aggregate ?? rpcService.replace(/(Command|Query)?Service$/, '');
  const contract = proto.slice('proto/ameide/'.length, -'.proto'.length);
  const values = { ...serviceValues(service, about), ...rpcValues(rpcService, rpc, contract, event) };

  const kind = event === undefined ? 'query' : 'command';
  const changed = await changedFiles(root, `services/${service}`, proto, rpcService, kind, values);
  const files = await renderFolder(`${kind}/files`, values);
  await writeNew(root, files);
  for (const [path, text] of changed) await writeFile(join(root, path), text);
  return [...files.keys(), ...changed.keys()];
}

async function changedFiles(
  root: string,
  folder: string,
  proto: string,
  rpcService: string,
  kind: 'command' | 'query',
  values: Values,
): Promise<Map<string, string>> {
  const changed = new Map<string, string>();
  const snippet = (name: string) => renderSnippet(`${kind}/snippets/${name}`, values);
  const read = (path: string) =>
    readFile(join(root, path), 'utf8').catch(() => {
      throw new ScaffoldError(`${path} is missing: see docs/how-to/add-an-rpc.md for what an RPC needs to be there.`);
    });
  const change = async (path: string, ...steps: readonly ((file: Insertion) => string)[]) =>
    changed.set(path, edit(path, await read(path), ...steps));

  const contract = await read(proto);
  changed.set(proto, intoService(contract, rpcService, await snippet('rpc.proto')) + (await snippet('messages.proto')));
  const { __rpc__: rpc, '__rpc-file__': file } = values;
  await change(
    `${folder}/src/rpc/handlers.ts`,
    (one) => one.intoArray('handlers', `${rpc}(deps)`),
    (one) => one.importing(rpc!, `./${file}.ts`),
  );
  if (kind === 'query') return changed;

  const {
    __Event__: event,
    __Rpc__: command,
    __Aggregate__: Aggregate,
    __aggregate__: aggregate,
    __schema__: context,
  } = values;
  const domain = `${folder}/src/domain/${values['__aggregate-file__']}`;
  const events = `proto/ameide/events/v1/${context}.proto`;
  changed.set(events, (await read(events)) + (await snippet('event.proto')));
  const snippets = {
    command: await snippet('command.ts'),
    event: await snippet('event.ts'),
    decide: await snippet('decide.ts'),
    evolve: await snippet('evolve.ts'),
    project: await snippet('project.ts'),
    encode: await snippet('encode.ts'),
    decode: await snippet('decode.ts'),
  };
  await change(
    `${domain}/commands.ts`,
    (one) => one.intoUnion(`${Aggregate}Command`, command!),
    (one) => one.beforeType(`${Aggregate}Command`, snippets.command),
  );
  await change(`${domain}/events.ts`, (one) => one.intoUnion(`${Aggregate}Event`, snippets.event));
  await change(`${domain}/decide.ts`, (one) => one.intoSwitch(`decide${Aggregate}`, snippets.decide));
  await change(`${domain}/evolve.ts`, (one) => one.intoSwitch(`evolve${Aggregate}`, snippets.evolve));
  const project = `${domain}/project.ts`;
  const needsUpdate = !(await read(project)).includes('updateRow');
  await change(
    project,
    (one) => one.intoObject(`project${Aggregate}`, snippets.project),
    ...(needsUpdate ? [(one: Insertion) => one.importing('updateRow', '@ameide/event-store/domain')] : []),
  );
  await change(
    `${folder}/src/wire/events.ts`,
    (one) => one.intoSwitch(`${aggregate}EventToWire`, snippets.encode),
    (one) => one.intoSwitch(`${aggregate}EventFromWire`, snippets.decode),
    (one) => one.importing(`${event}Schema`, `@ameide/contracts/events/v1/${context}`),
  );
  return changed;
}

/** The contract that has a service. */
async function protoOf(root: string, rpcService: string): Promise<string> {
  const file = `${formsOf(rpcService).snake}.proto`;
  const [found] = globSync(`proto/ameide/*/v1/${file}`, { cwd: root });
  if (found !== undefined) return found;
  throw new ScaffoldError(
    `No contract proto/ameide/*/v1/${file}: \`pnpm new service\` makes a service with its contracts.`,
  );
}

/** The folder's name of the service that has declared to answer a contract. */
async function serviceOf(root: string, rpcService: string): Promise<string> {
  for (const file of globSync('services/*/src/declaration.ts', { cwd: root })) {
    const text = await readFile(join(root, file), 'utf8');
    if (new RegExp(`\\b${rpcService}\\b`).test(text)) return file.split('/')[1]!;
  }
  throw new ScaffoldError(`No services/*/src/declaration.ts lists ${rpcService} among its rpcServices.`);
}

function intoService(proto: string, rpcService: string, rpc: string): string {
  const start = proto.indexOf(`service ${rpcService} {`);
  const end = proto.indexOf('\n}', start);
  if (start < 0 || end < 0) throw new ScaffoldError(`The contract has no service ${rpcService}.`);
  return `${proto.slice(0, end + 1)}${rpc}${proto.slice(end + 1)}`;
}
