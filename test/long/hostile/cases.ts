import { gzipSync } from 'node:zlib';
import { type DescMethod, type DescService, fromJson, toBinary } from '@bufbuild/protobuf';
import type { Random } from '../random.ts';
import { hostileDocument } from './documents.ts';
import { type MessageJson, plausible, poison } from './messages.ts';
import { manyOperations } from './operations.ts';
import type { Answer, HostileRequest } from './send.ts';
import { hostileJson, hostileText, mutated } from './values.ts';
import type { Belongings, World } from './world.ts';

/** What a case is about, and what it sends. */
export interface HostileCase {
  readonly name: string;
  /** One after the other; a request may depend on the answers so far. Bytes are no request of any library. */
  readonly requests: readonly ((answers: readonly Answer[]) => HostileRequest | Uint8Array | undefined)[];
}

export interface Rpc {
  readonly service: DescService;
  readonly method: DescMethod;
}

type Make = (world: World, rpcs: readonly Rpc[], random: Random) => HostileCase;

/** The kinds of cases, as they are counted. */
const makers = {
  fields,
  text,
  binary,
  frames,
  headers,
  document,
  operations,
  wire,
  pages,
} satisfies Record<string, Make>;

export type CaseKind = keyof typeof makers;
export const caseKinds = Object.keys(makers) as readonly CaseKind[];

export function hostileCase(kind: CaseKind, world: World, rpcs: readonly Rpc[], random: Random): HostileCase {
  return makers[kind](world, rpcs, random);
}

const pathOf = ({ service, method }: Rpc) => `/${service.typeName}/${method.name}`;
const nameOf = ({ service, method }: Rpc) => `${service.name}.${method.name}`;
const isStream = ({ method }: Rpc) => method.methodKind !== 'unary';

function bearer({ editor, viewer }: World, random: Random): { readonly authorization: string } {
  return { authorization: `Bearer ${random.once(3) ? viewer : editor}` };
}

function envelope(message: Uint8Array | string, flags = 0): Buffer {
  const body = Buffer.from(message as string);
  const head = Buffer.alloc(5);
  head[0] = flags;
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

/** A request of an RPC with this body, JSON or binary, in an envelope where it is a stream. */
function call(rpc: Rpc, body: Uint8Array | string, headers: Record<string, string>, codec = 'json'): HostileRequest {
  const contentType = isStream(rpc) ? `application/connect+${codec}` : `application/${codec}`;
  const all = { 'content-type': contentType, 'connect-protocol-version': '1', ...headers };
  return { path: pathOf(rpc), headers: all, body: isStream(rpc) ? envelope(body) : body };
}

function whose(world: World, random: Random): Belongings {
  return random.once(10) ? world.foreign : world.own;
}

/** Text of a body; beyond what is worth sending it is cut. */
const stringify = (value: unknown) => (JSON.stringify(value) ?? 'null').slice(0, MAX_BODY);
const MAX_BODY = 22_000_000;

/** A right message but for a few fields. */
function fields(world: World, rpcs: readonly Rpc[], random: Random): HostileCase {
  const rpc = random.one(rpcs)!;
  const message = plausible(rpc.method.input, whose(world, random), random);
  const body = stringify(random.once(8) ? message : poison(message, random));
  return { name: nameOf(rpc), requests: [() => call(rpc, body, bearer(world, random))] };
}

/** JSON that is broken as text. */
function text(world: World, rpcs: readonly Rpc[], random: Random): HostileCase {
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
function binary(world: World, rpcs: readonly Rpc[], random: Random): HostileCase {
  const rpc = random.one(rpcs)!;
  const body = mutated(binaryOf(rpc, world.own, random), random);
  return { name: nameOf(rpc), requests: [() => call(rpc, body, bearer(world, random), 'proto')] };
}

/** Envelopes of streams that say something else than they hold, also where no stream is. */
function frames(world: World, rpcs: readonly Rpc[], random: Random): HostileCase {
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
function headers(world: World, rpcs: readonly Rpc[], random: Random): HostileCase {
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

/** Which of an answer is an id. */
const idIn = (answer: Answer | undefined, name: string) =>
  new RegExp(`"${name}":\\{"id":"([^"]+)`).exec(answer?.text ?? '')?.[1];

/** A document is imported, and whatever came of it is read, watched, exported and edited. */
function document(world: World, rpcs: readonly Rpc[], random: Random): HostileCase {
  const { name, bytes } = hostileDocument(random);
  const headers = { authorization: `Bearer ${world.editor}` };
  const viewing = { authorization: `Bearer ${world.viewer}` };
  const rpc = (wanted: string) => rpcs.find((one) => nameOf(one) === wanted)!;
  const create = { title: name, kind: 'bpmn::collaboration', idempotencyKey: crypto.randomUUID() };
  const about = (wanted: string, more: (ref: string) => MessageJson) => (answers: readonly Answer[]) => {
    const artifactId = idIn(answers[0], 'artifact');
    if (artifactId === undefined || answers[1]?.status !== 200) return undefined;
    return call(rpc(wanted), stringify(more(`artifacts/${artifactId}/main`)), viewing);
  };
  const edits = manyOperations(random);
  return {
    name: `${name}, ${bytes.length} bytes`,
    requests: [
      () => call(rpc('ArtifactCommandService.CreateArtifact'), stringify(create), headers),
      ([created]) => {
        const artifactId = idIn(created, 'artifact') ?? world.own.artifactId;
        const message = { artifactId, document: Buffer.from(bytes).toString('base64') };
        return call(rpc('ModelService.ImportModel'), stringify(message), headers);
      },
      about('ModelService.GetModel', (ref) => ({ ref })),
      about('ModelService.ExportModel', (ref) => ({ ref })),
      about('ProjectionService.WatchProjection', (ref) => ({ ref })),
      about('ProjectionService.GetProjection', (ref) => ({
        ref,
        tokenBudget: random.one([64, 4000, 200_000])!,
        focusIds: random.once(2) ? ['t', 't1'] : [],
      })),
      about('GraphPatchService.ProposePatch', (ref) => ({ ref, dryRun: true, operations: edits })),
    ],
  };
}

/** Patches that are right in themselves, and a lot. */
function operations(world: World, rpcs: readonly Rpc[], random: Random): HostileCase {
  const propose = rpcs.find((one) => nameOf(one) === 'GraphPatchService.ProposePatch')!;
  const apply = rpcs.find((one) => nameOf(one) === 'GraphPatchService.ApplyPatch')!;
  const ref = random.once(2) ? world.own.largeRef : world.own.ref;
  const isDry = !random.once(6);
  const asked = manyOperations(random);
  const message = { ref, dryRun: isDry, operations: asked };
  const body = stringify(random.once(3) ? poison(message, random) : message);
  return {
    name: `${asked.length} operations${isDry ? '' : ', not dry'}`,
    requests: [
      () => call(propose, body, isDry ? bearer(world, random) : { authorization: `Bearer ${world.editor}` }),
      ([proposed]) => {
        const patchId = idIn(proposed, 'patch');
        if (patchId === undefined) return undefined;
        const approvedOperationIds = random.once(2) ? [] : ['0', hostileText(random).slice(0, 200)];
        return call(apply, stringify({ patchId, approvedOperationIds }), { authorization: `Bearer ${world.editor}` });
      },
    ],
  };
}

/** Bytes that are hardly HTTP. */
function wire({ url, editor }: World, rpcs: readonly Rpc[], random: Random): HostileCase {
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
function pages(world: World, _: readonly Rpc[], random: Random): HostileCase {
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
