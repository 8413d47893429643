import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formsOf } from './names.ts';
import { ScaffoldError } from './templates.ts';

/** The RPC of a service that reads one of its aggregates by id: it says how the contract calls id, answer and refusal. */
export interface Getter {
  readonly rpcService: string;
  /** Relative to the root. */
  readonly proto: string;
  readonly text: string;
  /** The field of the request, in snake case. */
  readonly id: string;
  /** The field of the response, in snake case, and its type. */
  readonly answer: string;
  readonly message: string;
  /** The reason that an unknown id is refused with. */
  readonly notFound: string;
}

/** The contract that has a service, relative to the root. @throws ScaffoldError */
export function protoOf(root: string, rpcService: string): string {
  const file = `${formsOf(rpcService).snake}.proto`;
  const [found] = globSync(`proto/ameide/*/v1/${file}`, { cwd: root });
  if (found !== undefined) return found;
  throw new ScaffoldError(
    `No contract proto/ameide/*/v1/${file}: \`pnpm new service\` makes a service with its contracts.`,
  );
}

/** `Get<Aggregate>` in one of the services. @throws ScaffoldError */
export async function getterOf(root: string, rpcServices: readonly string[], aggregate: string): Promise<Getter> {
  const rpc = `Get${aggregate}`;
  for (const rpcService of rpcServices) {
    const proto = protoOf(root, rpcService);
    const text = await readFile(join(root, proto), 'utf8');
    const [own] = new RegExp(`(?: *//.*\n)*  rpc ${rpc}\\(`).exec(text) ?? [];
    if (own === undefined) continue;
    const [, id] = /^ {2}string (\w+) = /m.exec(messageIn(text, `${rpc}Request`)) ?? [];
    const [, message, answer] = /^ {2}([\w.]+) (\w+) = /m.exec(messageIn(text, `${rpc}Response`)) ?? [];
    const [, notFound] = /`(\w+_not_found)`/.exec(own) ?? /`(\w+_not_found)`/.exec(text) ?? [];
    if (id && message && answer && notFound) return { rpcService, proto, text, id, answer, message, notFound };
  }
  throw new ScaffoldError(
    `No ${rpc} of ${rpcServices.join(', ')} reads one by its id: name another aggregate, with --aggregate.`,
  );
}

/** A message with its comment. */
export function messageIn(proto: string, name: string): string {
  return new RegExp(`\n(?://.*\n)*message ${name} \\{\n[^]*?\n\\}\n`).exec(proto)?.[0] ?? '';
}

/** One more RPC of a service, with its messages. */
export function intoService(proto: string, rpcService: string, rpc: string, messages: string): string {
  const start = proto.indexOf(`service ${rpcService} {`);
  const end = proto.indexOf('\n}', start);
  if (start < 0 || end < 0) throw new ScaffoldError(`The contract has no service ${rpcService}.`);
  return `${proto.slice(0, end + 1)}${rpc}${proto.slice(end + 1)}${messages}`;
}

/** With the import of another contract, unless it is there. */
export function importingProto(proto: string, path: string): string {
  const statement = `import "${path}";\n`;
  if (proto.includes(statement)) return proto;
  const at = proto.search(/^import "/m);
  return `${proto.slice(0, at)}${statement}${proto.slice(at)}`;
}
