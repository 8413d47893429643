import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { StoredObject } from '../api/kube-object.ts';

/** Deflate looks no further back. */
const DICTIONARY_BYTES = 32_768;
/** A packed object that is more than this part of its text is not like the dictionary. */
const UNLIKE = 1 / 8;
/** Objects from one dictionary to the next, at least: so they take a small part of what they stand for. */
const DICTIONARY_USES = 100;
/** zlib takes a piece of memory of this size for every answer, and an object comes to some hundred bytes. */
const OUTPUT_BYTES = 1_024;

/** An object as a cache keeps it: its JSON text, deflated against that of an earlier one. */
export interface PackedObject {
  /** One character for each byte: a string takes far less memory than a Buffer of this size does. */
  readonly bytes: string;
  readonly dictionary: Buffer;
}

/** Packs objects of one kind, which are nearly alike: to a twentieth of their text, and that is a part of their tree. */
export type Packer = (object: StoredObject) => PackedObject;

export function createPacker(): Packer {
  let dictionary: Buffer = Buffer.alloc(0);
  let uses = DICTIONARY_USES;
  return (object) => {
    const text = Buffer.from(JSON.stringify(object));
    const packed = { bytes: deflate(text, dictionary), dictionary };
    uses++;
    if (uses > DICTIONARY_USES && packed.bytes.length > text.length * UNLIKE) {
      dictionary = Buffer.from(text.subarray(0, DICTIONARY_BYTES));
      uses = 0;
    }
    return packed;
  };
}

/** The object, a new one every time. */
export function unpack({ bytes, dictionary }: PackedObject): StoredObject {
  return JSON.parse(
    inflateRawSync(Buffer.from(bytes, 'latin1'), { dictionary, chunkSize: 8 * OUTPUT_BYTES }).toString(),
  );
}

function deflate(text: Buffer, dictionary: Buffer): string {
  return deflateRawSync(text, { dictionary, chunkSize: OUTPUT_BYTES }).toString('latin1');
}
