import { importDocument } from '../../data/connection.ts';
import { queryClient } from '../../data/query-client.ts';
import { createStore } from '../../data/store.ts';
import { wordsNow } from '../../design/use-words.ts';
import { describeRefusal, readModelFile } from './model-file.ts';
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
      const read = await readModelFile(file);
      if ('problem' in read) {
        change(id, { state: 'failed', problem: read.problem });
        continue;
      }
      const title = file.name.replace(/\.(bpmn|bpmn2|xml)$/i, '').slice(0, 200) || wordsNow(words).untitled;
      change(id, { state: 'done', artifactId: await createModel(title, read.document) });
    } catch (error) {
      change(id, { state: 'failed', problem: describeRefusal(error) });
    }
  }
}

function change(id: string, to: Partial<FileImport>): void {
  imports.set((all) => all.map((one) => (one.id === id ? { ...one, ...to } : one)));
}
