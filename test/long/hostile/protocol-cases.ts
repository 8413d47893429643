import { gzipSync } from 'node:zlib';
import { fromJson, toBinary } from '@bufbuild/protobuf';
import type { Random } from '../random.ts';
import { plausible, poison } from './messages.ts';
import {
  bearer,
  call,
  envelope,
  type HostileCase,
  isStream,
  nameOf,
  pathOf,
  type Rpc,
  stringify,
  whose,
} from './requests.ts';
import type { HostileRequest } from './send.ts';
import { hostileJson, hostileText, mutated } from './values.ts';
import type { Belongings, World } from './world.ts';

/** A right message but for a few fields. */
export function fields(world: World, rpcs: readonly Rpc[], random: Random): HostileCase {
  const rpc = random.one(rpcs)!;
  const message = plausible(rpc.method.input, whose(world, random), random);
  const body = stringify(random.once(8) ? message : poison(message, random));
  return { name: nameOf(rpc), requests: [() => call(rpc, body, bearer(world, random))] };
}

/** JSON that is broken as text. */
export function text(world: World, rpcs: readonly Rpc[], random: Random): HostileCase {
  const rpc = random.one(rpcs)!;
  const right = stringify(plausible(rpc.method.input, world.own, random));
  const at = random.below(right.length);
  const body = random.one([
    () => right.slice(0, at),
    () => right.slice(0, at) + hostileText(random) + right.slice(at),
    () => mutated(Buffer.from(right), random),
    () => `${'{"a":'.repeat(random.one([100, 20_000])!)}1`,
    () => stringify(hostileJson(random)),
    () => right.replace('{', `{"__proto__":{"x":1},"constructor":1,`),
    () => right.replace('{', `{${right.slice(1, -1)},`),
    () => `\ufeff${right}`,
    () => Buffer.from(right, 'utf16le'),
    () => ' '.repeat(5_000_000),
  ])!();
  return { name: nameOf(rpc), requests: [() => call(rpc, body, bearer(world, random))] };
}

function binaryOf(rpc: Rpc, own: Belongings, random: Random): Uint8Array {
  const json = plausible(rpc.method.input, own, random);
  return toBinary(rpc.method.input, fromJson(rpc.method.input, json as never, { ignoreUnknownFields: true }));
}

/** Binary messages that were changed somewhere. */
export function binary(world: World, rpcs: readonly Rpc[], random: Random): HostileCase {
  const rpc = random.one(rpcs)!;
  const body = mutated(binaryOf(rpc, world.own, random), random);
  return { name: nameOf(rpc), requests: [() => call(rpc, body, bearer(world, random), 'proto')] };
}

/** Envelopes of streams that say something else than they hold, also where no stream is. */
export function frames(world: World, rpcs: readonly Rpc[], random: Random): HostileCase {
  const rpc = random.once(4) ? random.one(rpcs)! : random.one(rpcs.filter(isStream))!;
  const right = binaryOf(rpc, world.own, random);
  const length = (claimed: number) => {
    const frame = envelope(right);
    frame.writeUInt32BE(claimed, 1);
    return frame;
  };
  const body = random.one([
    () => length(0xffffffff),
    () => length(right.length + 1),
    () => length(0),
    () => envelope(right, random.below(256)),
    () => envelope(gzipSync(Buffer.alloc(40_000_000)), 1),
    () => Buffer.concat([envelope(right), envelope('{}', 2)]),
    () => Buffer.concat([envelope('{}', 2), envelope(right)]),
    () => Buffer.concat(Array.from({ length: random.one([2, 20_000])! }, () => envelope(right))),
    () => Buffer.concat(Array.from({ length: 100_000 }, () => envelope(''))),
    () => Buffer.alloc(0),
    () => envelope(right).subarray(0, random.below(5)),
    () => envelope(stringify(hostileJson(random))),
    () => mutated(envelope(right), random),
  ])!();
  const type = random.one([
    'application/connect+proto',
    'application/connect+proto',
    'application/connect+json',
    'application/grpc',
    'application/grpc+proto',
    'application/grpc-web',
    'application/grpc-web-text',
    'application/connect+toml',
  ])!;
  const encoding: Record<string, string> = random.once(2)
    ? { 'connect-content-encoding': random.one(['gzip', 'br', 'identity', 'zip'])! }
    : {};
  const headers = { ...bearer(world, random), 'content-type': type, te: 'trailers', ...encoding };
  return { name: `${nameOf(rpc)} as ${type}`, requests: [() => ({ path: pathOf(rpc), headers, body })] };
}

const odd: Readonly<Record<string, readonly string[]>> = {
  'connect-timeout-ms': ['0', '-1', '1', '99999999999', '1e3', 'NaN', '9'.repeat(400), ''],
  'connect-protocol-version': ['2', '', '1, 1'],
  'content-type': [
    'application/json; charset=utf-7',
    'text/plain',
    'application/json, application/proto',
    'application/octet-stream',
    '*/*',
    'application/',
    'multipart/form-data; boundary=x',
  ],
  'content-encoding': ['gzip', 'br', 'deflate', 'gzip, gzip', 'x'.repeat(3000)],
  'accept-encoding': ['*;q=0', 'br;q=9', ','.repeat(5000)],
  traceparent: [
    '00-0-0-0',
    '00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-01',
    'x'.repeat(8000),
    '00-00000000000000000000000000000000-0000000000000000-00',
  ],
  tracestate: ['a=b,'.repeat(1500)],
  baggage: [`k=${'%F0%9F'.repeat(1000)}`],
  'x-request-id': ['x'.repeat(8000), '\t', '../..'],
  authorization: [
    'Bearer',
    'Bearer ',
    'Bearer a.b.c',
    `Bearer ${'a'.repeat(10_000)}`,
    `Bearer ${'e30.'.repeat(2000)}`,
    'bearer x',
    'Basic YTpi',
    'DPoP x',
  ],
  'x-forwarded-for': ['127.0.0.1', '::1, '.repeat(1000)],
  origin: ['null', 'http://evil.example', 'http://localhost:1'],
  cookie: ['a=b; '.repeat(2000), '__Host-session=..'],
  expect: ['100-continue', 'nothing'],
  range: ['bytes=0-1,'.repeat(500)],
  'if-none-match': ['"x", '.repeat(2000)],
};

/** Headers, methods and paths that no client has. */
export function headers(world: World, rpcs: readonly Rpc[], random: Random): HostileCase {
  const rpc = random.one(rpcs)!;
  const body = stringify(plausible(rpc.method.input, world.own, random));
  const name = random.one(Object.keys(odd))!;
  const right = call(rpc, body, bearer(world, random));
  const request = random.one<() => HostileRequest>([
    () => ({ ...right, headers: { ...right.headers, [name]: random.one(odd[name]!)! } }),
    () => ({ ...right, headers: { ...right.headers, [name]: random.one(odd[name]!)! } }),
    () => ({
      ...right,
      headers: { ...right.headers, 'content-encoding': 'gzip' },
      body: gzipSync(random.once(2) ? body : Buffer.alloc(60_000_000, 0x20)),
    }),
    () => ({ ...right, method: random.one(['GET', 'PUT', 'HEAD', 'OPTIONS', 'DELETE', 'PATCH', 'TRACE'])! }),
    () => ({
      ...right,
      method: 'GET',
      path: `${right.path}?connect=v1&encoding=${random.one(['json', 'proto', 'x'])}&base64=${random.below(3)}&message=${encodeURIComponent(body).slice(0, 7000)}`,
      body: '',
    }),
    () => ({
      ...right,
      path: random.one([
        `${right.path}/`,
        `//${right.path}`,
        `${right.path}%00`,
        `/..${right.path}`,
        right.path.toLowerCase(),
        `${right.path}?${'a=b&'.repeat(1500)}`,
      ])!,
    }),
  ])!();
  return { name: `${request.method ?? 'POST'} ${nameOf(rpc)} ${name}`, requests: [() => request] };
}

/** Bytes that are hardly HTTP. */
export function wire({ url, editor }: World, rpcs: readonly Rpc[], random: Random): HostileCase {
  const path = pathOf(random.one(rpcs)!);
  const head = (more: string) =>
    `POST ${path} HTTP/1.1\r\nhost: ${new URL(url).host}\r\nauthorization: Bearer ${editor}\r\ncontent-type: application/json\r\n${more}`;
  const bytes = random.one([
    () => head('content-length: 5\r\n\r\n{'),
    () => head('content-length: -1\r\n\r\n{}'),
    () => head('content-length: 2\r\ncontent-length: 3\r\n\r\n{} '),
    () => head('transfer-encoding: chunked\r\n\r\nffffffffff\r\n{}'),
    () => head('transfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n'),
    () => head(`${'x-a: b\r\n'.repeat(3000)}\r\n`),
    () => head(`x-a: ${'b'.repeat(100_000)}\r\n\r\n`),
    () => head('content-length: 2\r\n\r\n{}').repeat(random.one([2, 300])!),
    () => head('upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: x\r\n\r\n'),
    () => head('upgrade: h2c\r\nconnection: upgrade, http2-settings\r\nhttp2-settings: AAMAAABk\r\n\r\n'),
    () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0',
    () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    () => 'GET\r\n\r\n',
    () => `CONNECT localhost:1 HTTP/1.1\r\nhost: x\r\n\r\n`,
    () => `GET ${'/a'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
    () => '\0'.repeat(10_000),
  ])!();
  return { name: bytes.slice(0, 20).replaceAll(/[^ -~]/g, '.'), requests: [() => Buffer.from(bytes, 'latin1')] };
}

/** What is no RPC: the identity provider, the files, the health of the process. */
export function pages(world: World, _: readonly Rpc[], random: Random): HostileCase {
  const path = random.one([
    '/oidc/auth',
    '/oidc/token',
    '/oidc/.well-known/openid-configuration',
    '/oidc/interaction/x',
    '/oidc/session/end',
    '/',
    '/about',
    '/artifact/x',
    '/healthz',
    '/readyz',
    '/metrics',
    '/assets/../../package.json',
    '/rpc',
    '/session',
    '/login',
    '/callback',
  ])!;
  const query = random.once(2)
    ? `?${encodeURIComponent(
        hostileText(random)
          .slice(0, 2000)
          .replaceAll(/[\ud800-\udfff]/g, '?'),
      )}=${random.below(9)}&client_id=platform-app&response_type=code&redirect_uri=http://localhost/callback`
    : '';
  const method = random.one(['GET', 'POST', 'PUT', 'HEAD', 'OPTIONS'])!;
  const form = `grant_type=${random.one(['authorization_code', 'refresh_token', 'password', 'x'])}&client_id=platform-app&code=${encodeURIComponent(
    hostileText(random)
      .slice(0, 5000)
      .replaceAll(/[\ud800-\udfff]/g, '?'),
  )}`;
  const type = random.one(['application/x-www-form-urlencoded', 'application/json', 'text/xml'])!;
  const body = method === 'GET' || method === 'HEAD' ? '' : form;
  const headers = { 'content-type': type, ...(random.once(2) && bearer(world, random)) };
  return { name: `${method} ${path}`, requests: [() => ({ method, path: `${path}${query}`, headers, body })] };
}
