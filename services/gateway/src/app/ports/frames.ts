import type { Frame } from '../frames/frame.ts';

/** Frames as live streams keep them. */
export interface FrameCodec {
  encode(frame: Frame): Uint8Array;
  decode(data: Uint8Array): Frame;
}
