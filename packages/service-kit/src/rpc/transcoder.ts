import { createWorkerPool } from '@ameide/worker-pool';
import { create, type DescFile, type DescMessage, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { answerInJson, type Transcoded, transcodeRequest } from './transcode.ts';
import type { tasks } from './transcode-tasks.ts';

/** Decodes requests and writes answers in JSON: what is large in threads, so that nobody else waits for it. */
export interface Transcoder {
  /** @throws WorkRefused */
  request(schema: DescMessage, bytes: Uint8Array, json: boolean, by: Asking): Promise<Transcoded>;
  /** @throws WorkRefused */
  answer(schema: DescMessage, bytes: Uint8Array, by: Asking): Promise<Uint8Array>;
  stop(): Promise<void>;
}

/** Who asks. */
export interface Asking {
  readonly tenant: string;
  readonly signal: AbortSignal;
}

/** Up to so many bytes a message is read or written at once: some milliseconds at worst. */
export const SMALL_BYTES = 32 * 1024;

const BUDGET_MS = 5_000;

/** @param files where the messages are defined */
export function createTranscoder(files: () => readonly DescFile[]): Transcoder {
  let pool: ReturnType<typeof open> | undefined;
  const open = () =>
    createWorkerPool<typeof tasks>({
      module: new URL('./transcode-tasks.ts', import.meta.url),
      data: toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file: protosOf(files()) })),
    });
  const threads = () => {
    pool ??= open();
    return pool;
  };
  return {
    async request(schema, bytes, json, by) {
      if (bytes.byteLength <= SMALL_BYTES) return transcodeRequest(schema, bytes, json);
      return threads().run('request', { type: schema.typeName, bytes, json }, { ...by, budgetMs: BUDGET_MS });
    },
    async answer(schema, bytes, by) {
      if (bytes.byteLength <= SMALL_BYTES) return answerInJson(schema, bytes);
      return (await threads().run('answer', { type: schema.typeName, bytes }, { ...by, budgetMs: BUDGET_MS })).json;
    },
    stop: async () => pool?.stop(),
  };
}

/** With everything that they import, each after what it imports. */
function protosOf(files: readonly DescFile[]) {
  const seen = new Map<DescFile, DescFile['proto']>();
  const add = (file: DescFile) => {
    if (seen.has(file)) return;
    for (const imported of file.dependencies) add(imported);
    seen.set(file, file.proto);
  };
  for (const file of files) add(file);
  return [...seen.values()];
}
