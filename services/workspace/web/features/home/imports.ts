import { artifactCommands, importDocument } from '../../data/connection.ts';
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
  // A key of its own, so that what was begun is found again: a document that is refused leaves no empty model behind.
  const idempotencyKey = crypto.randomUUID();
  try {
    return (await importDocument({ title, kind, document, idempotencyKey })).artifactId;
  } catch (error) {
    const { artifact } = await artifactCommands.createArtifact({ title, kind, idempotencyKey });
    if (artifact) await artifactCommands.deleteArtifact({ artifactId: artifact.id });
    throw error;
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
      if (file.size > LIMIT_BYTES) {
        change(id, { state: 'failed', problem: wordsNow(words).tooLarge });
        continue;
      }
      const title = file.name.replace(/\.(bpmn|bpmn2|xml)$/i, '').slice(0, 200) || wordsNow(words).untitled;
      change(id, { state: 'done', artifactId: await createModel(title, new Uint8Array(await file.arrayBuffer())) });
    } catch (error) {
      change(id, { state: 'failed', problem: describeProblem(error).text });
    }
  }
}

function change(id: string, to: Partial<FileImport>): void {
  imports.set((all) => all.map((one) => (one.id === id ? { ...one, ...to } : one)));
}
