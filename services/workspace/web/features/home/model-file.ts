import { AmeideError } from '@ameide/sdk';
import { describeProblem } from '../../data/problem.ts';
import { wordsNow } from '../../design/use-words.ts';
import { words } from './words.ts';

/** Names of files that may hold a model. */
export const FILE_TYPES = ['.bpmn', '.bpmn2', '.xml'];

const LIMIT_BYTES = 16 * 1024 * 1024;

/** Reads a file that shall become a model, or says why it cannot be one, in a sentence. */
export async function readModelFile(
  file: File,
): Promise<{ readonly document: Uint8Array } | { readonly problem: string }> {
  const document = new Uint8Array(await file.slice(0, LIMIT_BYTES + 1).arrayBuffer());
  const problem = whyNotRead(document);
  return problem === undefined ? { document } : { problem };
}

/** What can be told of a file without asking the server. */
function whyNotRead(bytes: Uint8Array): string | undefined {
  const t = wordsNow(words);
  if (bytes.length === 0) return t.emptyFile;
  if (bytes.length > LIMIT_BYTES) return t.tooLarge;
  // Whatever its encoding, a document begins with a mark, blanks and `<`.
  const start = new TextDecoder('latin1').decode(bytes.slice(0, 64)).replaceAll('\0', '');
  if (!/^(?:\xef\xbb\xbf|\xfe\xff|\xff\xfe)?\s*</.test(start)) return t.notBpmn;
  const line = brokenLine(bytes);
  return line === undefined ? undefined : t.damaged(t.notWellFormed(line));
}

/** Where a document stops to be XML: what can never be a model must not become an artifact first. */
function brokenLine(bytes: Uint8Array): string | undefined {
  const text = utf8(bytes);
  // Other encodings are left to the server; so are prefixes that nobody has declared.
  if (text === undefined) return undefined;
  const said = new DOMParser().parseFromString(text, 'application/xml').querySelector('parsererror')?.textContent;
  if (said === undefined || said === null || /prefix/i.test(said)) return undefined;
  return /line\D{0,8}(\d+)/i.exec(said)?.[1] ?? '1';
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What the server has against a document, in a sentence. */
export function describeRefusal(error: unknown): string {
  const { text } = describeProblem(error);
  const isMalformed = error instanceof AmeideError && error.reason === 'document_malformed';
  return isMalformed ? wordsNow(words).damaged(text) : text;
}
