import { Code, ConnectError, type ContextValues, createContextValues } from '@connectrpc/connect';
import type {
  Compression,
  UniversalHandler,
  UniversalServerRequest,
  UniversalServerResponse,
} from '@connectrpc/connect/protocol';
import { codeToHttpStatus, errorToJsonBytes } from '@connectrpc/connect/protocol-connect';
import { compressionGzip } from '@connectrpc/connect-node';
import { toConnectError } from '../errors/connect-error.ts';
import { type EncodedMessage, takeEncodedKey } from './encoded-answer.ts';
import { scopeKey } from './request-scope.ts';
import { type Asking, SMALL_BYTES, type Transcoder } from './transcoder.ts';
import { invalidRequest, validatedKey } from './validation.ts';

type Handle = (request: UniversalServerRequest) => Promise<UniversalServerResponse>;

export interface TranscodedUnaryOptions {
  readonly transcoder: Transcoder;
  /** Largest request, in bytes, also when it is decompressed. */
  readonly maxBytes: number;
  /** That requests may be compressed with. */
  readonly compressions: readonly Compression[];
}

/**
 * Serves a unary RPC of the Connect protocol so that large messages are decoded, validated and written in JSON elsewhere. To
 * the handler a large request is a binary one, whatever it is.
 */
export function transcodedUnary(
  handle: UniversalHandler,
  { transcoder, maxBytes, compressions }: TranscodedUnaryOptions,
): Handle {
  const { input, output } = handle.method;

  return async (request) => {
    const { method, header, signal } = request;
    const type = header.get('content-type')?.split(';', 1)[0]?.trim();
    const json = type === 'application/json';
    if (method !== 'POST' || !(json || type === 'application/proto')) return handle(request);
    const encoding = header.get('content-encoding') ?? 'identity';
    const compression = compressions.find(({ name }) => name === encoding);
    const length = header.get('content-length');
    const tooLarge = Number(length ?? 0) > maxBytes;
    const unknown = encoding !== 'identity' && compression === undefined;
    // What the handler refuses before it reads anything.
    if (tooLarge || unknown) return handle(request);

    const contextValues = request.contextValues ?? createContextValues();
    const by = (): Asking => ({ tenant: contextValues.get(scopeKey)?.identity?.tenantId ?? '', signal });
    if (compression === undefined && length !== null && Number(length) <= SMALL_BYTES) {
      const taken: EncodedMessage[] = [];
      if (json) contextValues.set(takeEncodedKey, (message) => taken.push(message));
      const response = await handle({ ...request, contextValues });
      const [encoded] = taken;
      return encoded && response.status === 200 ? inJson(encoded, response, header, by()) : response;
    }

    const binary = new Headers(header);
    for (const name of ['content-encoding', 'content-length']) binary.delete(name);
    if (json) {
      binary.set('content-type', 'application/proto');
      binary.delete('accept-encoding');
    }
    const body = requestBody(request, { json, compression, contextValues, by });
    const response = await handle({ ...request, header: binary, contextValues, body });
    if (!json || response.status !== 200) return response;
    return inJson({ schema: output, bytes: await allOf(response.body) }, response, header, by());
  };

  /** The message in binary, found valid. */
  async function* requestBody(
    { body }: UniversalServerRequest,
    {
      json,
      compression,
      contextValues,
      by,
    }: {
      readonly json: boolean;
      readonly compression: Compression | undefined;
      readonly contextValues: ContextValues;
      readonly by: () => Asking;
    },
  ): AsyncGenerator<Uint8Array> {
    const received = await allOf(body);
    const bytes = compression ? await compression.decompress(received, maxBytes) : received;
    const transcoded = await transcoder.request(input, bytes, json, by()).catch((error) => {
      throw toConnectError(error, contextValues.get(scopeKey)?.requestId ?? '');
    });
    if ('malformed' in transcoded) throw new ConnectError(transcoded.malformed, Code.InvalidArgument);
    if ('violations' in transcoded) throw toConnectError(invalidRequest(transcoded.violations), '');
    contextValues.set(validatedKey, true);
    yield transcoded.bytes;
  }

  /** The same response with its message in JSON. */
  async function inJson(
    { schema, bytes }: EncodedMessage,
    response: UniversalServerResponse,
    asked: Headers,
    by: Asking,
  ): Promise<UniversalServerResponse> {
    const header = new Headers(response.header);
    header.set('content-type', 'application/json');
    try {
      let body = await transcoder.answer(schema, bytes, by);
      if (body.byteLength >= SMALL_BYTES && /\bgzip\b/.test(asked.get('accept-encoding') ?? '')) {
        body = await compressionGzip.compress(body);
        header.set('content-encoding', 'gzip');
      }
      header.set('content-length', String(body.byteLength));
      return { ...response, header, body: once(body) };
    } catch (error) {
      const refusal = toConnectError(error, header.get('x-request-id') ?? '');
      const body = errorToJsonBytes(refusal, undefined);
      header.set('content-length', String(body.byteLength));
      return { ...response, status: codeToHttpStatus(refusal.code), header, body: once(body) };
    }
  }
}

async function allOf(body: UniversalServerRequest['body'] | undefined): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
