import type { Answer } from './send.ts';

/** What an answer must never be. */
export type AnswerFault = 'internal' | 'stack_trace' | 'hang' | 'no_answer';

const INTERNAL = /"code":\s*"(internal|unknown|data_loss)"/;
const GRPC_INTERNAL = /grpc-status:\s*(2|13|15)\b/i;
const STACK = /\n\s+at [\w.<>]+ \(|\bat (async )?\S+ \(?(file|node):|\.[tj]s:\d+:\d+|\/node_modules\//;

/** Beyond, a client is still sending when what it sends is refused unread, and may find the connection closed. */
const SENT_AT_ONCE_BYTES = 64 * 1024;

/** What is wrong with an answer, whatever was asked. */
export function faultOf({ status, text, broken }: Answer, requestBytes: number): AnswerFault | undefined {
  if (broken === 'hung') return 'hang';
  if (broken?.startsWith('unsendable')) return undefined;
  if (STACK.test(text)) return 'stack_trace';
  if (status === 500 || INTERNAL.test(text) || GRPC_INTERNAL.test(text)) return 'internal';
  const isRefusedUnread = requestBytes > SENT_AT_ONCE_BYTES && /^write (EPIPE|ECONNRESET)$/.test(broken ?? '');
  return status === 0 && broken !== undefined && !isRefusedUnread ? 'no_answer' : undefined;
}

/** How an answer is counted: the status, and the code of a refusal. */
export function outcomeOf({ status, contentType, text, broken }: Answer): string {
  const isRefusal = status !== 200 || contentType.startsWith('application/connect+');
  const code = isRefusal ? /"code":\s*"(\w+)"/.exec(text)?.[1] : undefined;
  return [status === 0 ? (broken ?? 'closed') : String(status), code].filter(Boolean).join(' ');
}
