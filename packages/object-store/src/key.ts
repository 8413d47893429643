import { MAX_OBJECT_BYTES } from './object-store.ts';

const KEY = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w.-]+(?:\/[\w.-]+)*$/;
const MAX_KEY_LENGTH = 512;

/** @throws TypeError unless it is a key, or a prefix of whole parts */
export function assertKey(key: string): void {
  if (key.length > MAX_KEY_LENGTH || !KEY.test(key)) {
    throw new TypeError(`${JSON.stringify(key.slice(0, 80))} is not a key of an object`);
  }
}

/** @throws RangeError */
export function assertSize({ byteLength }: Uint8Array): void {
  if (byteLength > MAX_OBJECT_BYTES) {
    throw new RangeError(`${byteLength} bytes are too many for an object, which has ${MAX_OBJECT_BYTES} at most`);
  }
}
