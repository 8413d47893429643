import type { DescMethod, DescService } from '@bufbuild/protobuf';
import type { Random } from '../random.ts';
import type { Answer, HostileRequest } from './send.ts';
import type { Belongings, World } from './world.ts';

/** What a case is about, and what it sends. */
export interface HostileCase {
  readonly name: string;
  /** One after the other; a request may depend on the answers so far. Bytes are no request of any library. */
  readonly requests: readonly ((answers: readonly Answer[]) => HostileRequest | Uint8Array | undefined)[];
  /** So many of each at once; one unless said. */
  readonly atOnce?: number;
}

export interface Rpc {
  readonly service: DescService;
  readonly method: DescMethod;
}

export const pathOf = ({ service, method }: Rpc) => `/${service.typeName}/${method.name}`;
export const nameOf = ({ service, method }: Rpc) => `${service.name}.${method.name}`;
export const isStream = ({ method }: Rpc) => method.methodKind !== 'unary';

export function bearer({ editor, viewer }: World, random: Random): { readonly authorization: string } {
  return { authorization: `Bearer ${random.once(3) ? viewer : editor}` };
}

export function envelope(message: Uint8Array | string, flags = 0): Buffer {
  const body = Buffer.from(message as string);
  const head = Buffer.alloc(5);
  head[0] = flags;
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

/** A request of an RPC with this body, JSON or binary, in an envelope where it is a stream. */
export function call(
  rpc: Rpc,
  body: Uint8Array | string,
  headers: Record<string, string>,
  codec = 'json',
): HostileRequest {
  const contentType = isStream(rpc) ? `application/connect+${codec}` : `application/${codec}`;
  const all = { 'content-type': contentType, 'connect-protocol-version': '1', ...headers };
  return { path: pathOf(rpc), headers: all, body: isStream(rpc) ? envelope(body) : body };
}

export function whose(world: World, random: Random): Belongings {
  return random.once(10) ? world.foreign : world.own;
}

/** Text of a body; beyond what is worth sending it is cut. */
export const stringify = (value: unknown) => (JSON.stringify(value) ?? 'null').slice(0, MAX_BODY);
const MAX_BODY = 22_000_000;
