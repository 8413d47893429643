import { AmeideError } from '@ameide/sdk';
import { importDocument } from '../../data/connection.ts';
import { describeProblem } from '../../data/problem.ts';
import { queryClient } from '../../data/query-client.ts';
import { createStore } from '../../data/store.ts';
import { wordsNow } from '../../design/use-words.ts';
import { words } from './words.ts';

/** A file on its way to become a model. */
export interface FileImport {
  readonly id: string;
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** The model, once it is there. */
  readonly artifactId: string;
  /** Why it failed, in a sentence. */
  readonly problem: string;
}

const LIMIT_BYTES = 16 * 1024 * 1024;
const COLLABORATION = /<(?:[\w.-]+:)?collaboration[\s/>]/;

export const imports = createStore<readonly FileImport[]>([]);

export const hideImports = () => imports.set([]);

/** Makes a model of a document. @returns its id */
export async function createModel(title: string, document: Uint8Array | string): Promise<string> {
  const text = typeof document === 'string' ? document : new TextDecoder().decode(document);
  const kind = COLLABORATION.test(text) ? 'bpmn::collaboration' : 'bpmn::process';
  try {
    return (await importDocument({ title, kind, document })).artifactId;
  } finally {
    await queryClient.invalidateQueries();
  }
}

/** One file after the other; a file that cannot be read does not hold up the next. */
export async function importFiles(files: readonly File[]): Promise<void> {
  const queue = files.map((file) => ({ file, id: crypto.randomUUID() }));
  const waiting = queue.map(
    ({ file, id }): FileImport => ({ id, name: file.name, state: 'waiting', artifactId: '', problem: '' }),
  );
  imports.set((known) => [...known, ...waiting]);
  for (const { file, id } of queue) {
    change(id, { state: 'running' });
    try {
      const bytes = new Uint8Array(await file.slice(0, LIMIT_BYTES + 1).arrayBuffer());
      const problem = whyNotRead(bytes);
      if (problem !== undefined) {
        change(id, { state: 'failed', problem });
        continue;
      }
      const title = file.name.replace(/\.(bpmn|bpmn2|xml)$/i, '').slice(0, 200) || wordsNow(words).untitled;
      change(id, { state: 'done', artifactId: await createModel(title, bytes) });
    } catch (error) {
      change(id, { state: 'failed', problem: describeRefusal(error) });
    }
  }
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

function describeRefusal(error: unknown): string {
  const { text } = describeProblem(error);
  const isMalformed = error instanceof AmeideError && error.reason === 'document_malformed';
  return isMalformed ? wordsNow(words).damaged(text) : text;
}

function change(id: string, to: Partial<FileImport>): void {
  imports.set((all) => all.map((one) => (one.id === id ? { ...one, ...to } : one)));
}
