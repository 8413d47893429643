import { createHash } from 'node:crypto';

/** What a resume token says: continue this run after this frame. */
export interface ResumePoint {
  readonly runId: string;
  /** 0 for the start. */
  readonly index: number;
}

const VERSION = 1;
const ID_BYTES = 16;
const BODY_BYTES = 1 + ID_BYTES + 4;
const CHECK_BYTES = 4;

/**
 * The token of a frame: version, run id, index and a checksum, in base64url. It holds no secret and gives no right: who
 * may read the run is decided when it is used.
 */
export function encodeResumeToken({ runId, index }: ResumePoint): string {
  const body = Buffer.alloc(BODY_BYTES);
  body.writeUInt8(VERSION, 0);
  body.write(runId.replaceAll('-', ''), 1, ID_BYTES, 'hex');
  body.writeUInt32BE(index, 1 + ID_BYTES);
  return Buffer.concat([body, checksum(body)]).toString('base64url');
}

/** What the token says, or undefined when it is not one that `encodeResumeToken` made. */
export function decodeResumeToken(token: string): ResumePoint | undefined {
  const bytes = Buffer.from(token, 'base64url');
  const body = bytes.subarray(0, BODY_BYTES);
  if (bytes.length !== BODY_BYTES + CHECK_BYTES || bytes.toString('base64url') !== token) return undefined;
  if (body[0] !== VERSION || !checksum(body).equals(bytes.subarray(BODY_BYTES))) return undefined;
  const hex = body.toString('hex', 1, 1 + ID_BYTES);
  const runId = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  return { runId, index: body.readUInt32BE(1 + ID_BYTES) };
}

function checksum(body: Buffer): Buffer {
  return createHash('sha256').update(body).digest().subarray(0, CHECK_BYTES);
}
