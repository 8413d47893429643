import { AttachmentService } from '@ameide/contracts/threads/v1/attachment_service';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createTransport } from '@connectrpc/connect/protocol-connect';
import type { AttachedFile, ReadAttachment, Upstream } from '../app/ports.ts';

const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** Reads attachments by the RPCs that answer everybody else. */
export function createReadAttachment(upstream: Upstream): ReadAttachment {
  const transport = createTransport({
    httpClient: async ({ url, method, header, body, signal }) => {
      const path = new URL(url).pathname;
      const headers = Object.fromEntries(header);
      const answer = await upstream({
        method,
        path,
        headers,
        body: body ?? nothing(),
        signal: signal ?? new AbortController().signal,
      });
      if (answer === undefined) throw new ConnectError('no service answers for attachments', Code.Unavailable);
      return { status: answer.status, header: answer.headers, body: answer.body, trailer: new Headers() };
    },
    // Only the path counts.
    baseUrl: 'http://localhost',
    useBinaryFormat: true,
    interceptors: [],
    acceptCompression: [],
    sendCompression: null,
    compressMinBytes: Number.POSITIVE_INFINITY,
    readMaxBytes: MAX_MESSAGE_BYTES,
    writeMaxBytes: MAX_MESSAGE_BYTES,
  });
  const attachments = createClient(AttachmentService, transport);

  return async (attachmentId, { accessToken, requestId, signal }, wanted) => {
    const headers = { authorization: `Bearer ${accessToken}`, 'x-request-id': requestId };
    try {
      if (wanted === 'facts') {
        const { attachment } = await attachments.getAttachment({ attachmentId }, { headers, signal });
        return attachment && { file: attachment, content: nothing() };
      }
      const answers = attachments.readAttachment({ attachmentId }, { headers, signal })[Symbol.asyncIterator]();
      // What it is comes first, so that nothing is said before it is known whether there is anything.
      const first = await answers.next();
      const file: AttachedFile | undefined = first.done ? undefined : first.value.attachment;
      return file && { file, content: contentOf(answers) };
    } catch (error) {
      const { code } = ConnectError.from(error);
      if (code === Code.NotFound || code === Code.InvalidArgument) return undefined;
      throw error;
    }
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function* contentOf(answers: AsyncIterator<{ readonly data: Uint8Array }>): AsyncGenerator<Uint8Array> {
  for (let next = await answers.next(); !next.done; next = await answers.next()) {
    if (next.value.data.byteLength > 0) yield next.value.data;
  }
}
