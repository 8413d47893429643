import { randomBytes, randomUUID } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { Attachment } from '@ameide/contracts/threads/v1/attachment';
import type { Upload } from '@ameide/contracts/threads/v1/attachment_service';
import type { Harness, Person } from './harness.ts';

/** A file that somebody uploads. */
export interface TestFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export const note: TestFile = { name: 'Notes.md', bytes: Buffer.from('# Notes\n\nÄ task is missing.\n') };

/** A PNG of grey noise, which no compression makes smaller: at least as many bytes as wanted. */
export function png(bytes = 100): TestFile {
  const width = 64;
  const height = Math.ceil(bytes / width);
  const rows = Buffer.concat(Array.from({ length: height }, () => Buffer.concat([Buffer.of(0), randomBytes(width)])));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  return {
    name: 'picture.png',
    bytes: Buffer.concat([
      Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
      pngChunk('IHDR', header),
      pngChunk('IDAT', deflateSync(rows)),
      pngChunk('IEND', Buffer.alloc(0)),
    ]),
  };
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

export async function begin(h: Harness, { name, bytes }: TestFile, person: Person): Promise<Upload> {
  const request = { name, sizeBytes: bytes.byteLength, idempotencyKey: randomUUID() };
  return (await h.attachments.beginUpload(request, await h.as(person))).upload!;
}

/** Uploads a file, chunk by chunk. */
export async function upload(h: Harness, file: TestFile, person: Person): Promise<Attachment> {
  let current = await begin(h, file, person);
  while (current.attachment === undefined) {
    const { id: uploadId, receivedBytes: offset, chunkBytes } = current;
    const data = Uint8Array.from(file.bytes.subarray(offset, offset + chunkBytes));
    current = (await h.attachments.uploadChunk({ uploadId, offset, data }, await h.as(person))).upload!;
  }
  return current.attachment;
}

export async function read(h: Harness, attachmentId: string, person: Person, maxBytes = 0): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const { data } of h.attachments.readAttachment({ attachmentId, maxBytes }, await h.as(person))) {
    chunks.push(data);
  }
  return Buffer.concat(chunks);
}
