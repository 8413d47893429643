import type { UniversalServerResponse } from '@connectrpc/connect/protocol';

const SENTENCES: Readonly<Record<number, string>> = {
  405: 'An RPC is called with POST; one that only answers a question, with GET too.\n',
  415: 'An RPC takes Content-Type: application/json (application/connect+json where it streams), or the same with proto.\n',
};

/** Connect refuses what is none of its protocols with a bare status; this says in text what is expected. */
export function explained(response: UniversalServerResponse): UniversalServerResponse {
  const sentence = SENTENCES[response.status];
  if (sentence === undefined || response.body !== undefined) return response;
  const header = new Headers(response.header);
  header.set('content-type', 'text/plain; charset=utf-8');
  return { ...response, header, body: textBody(sentence) };
}

async function* textBody(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
