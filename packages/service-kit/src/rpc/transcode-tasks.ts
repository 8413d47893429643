import { handOver } from '@ameide/worker-pool/task';
import { createFileRegistry, type DescMessage, type FileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { answerInJson, transcodeRequest } from './transcode.ts';

/** Runs in the threads of `transcoder.ts`. */
let registry: FileRegistry;

/** @param files a `FileDescriptorSet` with every message that is asked for */
export const prepare = (files: Uint8Array) => {
  registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, files));
};

interface Encoded {
  /** Of the message, such as `ameide.graph.v1.ImportModelRequest`. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

function schemaOf(type: string): DescMessage {
  const schema = registry.getMessage(type);
  if (schema === undefined) throw new Error(`no message ${type}`);
  return schema;
}

export const tasks = {
  request({ type, bytes, json }: Encoded & { readonly json: boolean }) {
    const transcoded = transcodeRequest(schemaOf(type), bytes, json);
    return 'bytes' in transcoded ? handOver(transcoded, transcoded.bytes) : transcoded;
  },
  answer({ type, bytes }: Encoded) {
    const json = answerInJson(schemaOf(type), bytes);
    return handOver({ json }, json);
  },
};
