import { globSync } from 'node:fs';
import { join } from 'node:path';
import { ErrorDetailSchema } from '@ameide/contracts/common/v1/error_detail';
import { type DescMethod, type DescService, fromBinary } from '@bufbuild/protobuf';
import { createClient, type Transport } from '@connectrpc/connect';
import { type Refusal, refusalOf } from '../refusal.ts';

const protos = join(import.meta.dirname, '../../../proto/ameide');

/** Every service of the contract, also one that was added after this was written. */
export async function allServices(): Promise<DescService[]> {
  const files = globSync('**/*_service.proto', { cwd: protos }).map((path) => path.replace(/\.proto$/, ''));
  const modules = await Promise.all(files.map((path) => import(`@ameide/contracts/${path}`)));
  return modules.flatMap((module) =>
    Object.values<{ kind?: string }>(module).filter((value) => value.kind === 'service'),
  ) as DescService[];
}

/** Calls any RPC; what it answers (the first message of a stream), or its refusal. */
export async function call(
  transport: Transport,
  service: DescService,
  method: DescMethod,
  request: object,
  token: string,
): Promise<Refusal | object | undefined> {
  const client = createClient(service, transport) as unknown as Record<string, unknown>;
  const invoke = client[method.localName] as (request: object, options: object) => unknown;
  const stop = new AbortController();
  try {
    const answer = invoke(request, { headers: { authorization: `Bearer ${token}` }, signal: stop.signal });
    if (method.methodKind === 'unary') return (await answer) as object;
    return (await (answer as AsyncIterable<object>)[Symbol.asyncIterator]().next()).value;
  } catch (error) {
    return refusalOf(error);
  } finally {
    stop.abort();
  }
}

/** What the platform answered to bytes that no client would send. */
export interface RawAnswer {
  readonly status: number;
  readonly refusal: Refusal | undefined;
  readonly text: string;
}

/** Posts to a unary RPC as it stands. */
export async function post(
  url: string,
  procedure: string,
  body: string | Uint8Array | AsyncIterable<Uint8Array>,
  headers: Record<string, string>,
): Promise<RawAnswer> {
  const response = await fetch(`${url}/ameide.${procedure}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'connect-protocol-version': '1', ...headers },
    duplex: 'half',
  } as RequestInit);
  const text = await response.text();
  if (response.ok) return { status: response.status, refusal: undefined, text };
  return { status: response.status, refusal: refusalOfJson(text.startsWith('{') ? JSON.parse(text) : {}), text };
}

/** Reads a refusal from an error as Connect writes it. */
export function refusalOfJson({ code = '', details = [] }: { code?: string; details?: WireDetail[] }): Refusal {
  const detail = details.find(({ type }) => type === ErrorDetailSchema.typeName);
  const reason = detail ? fromBinary(ErrorDetailSchema, Buffer.from(detail.value, 'base64')).reason : '';
  return { code, reason };
}

interface WireDetail {
  readonly type: string;
  readonly value: string;
}
