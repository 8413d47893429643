const HEADER_BYTES = 5;

/** Where the messages of a Connect stream begin and end, in bytes that come in any pieces. */
export interface Envelopes {
  /** Whether what has come so far is whole messages. */
  readonly isWhole: boolean;
  /** Takes the next bytes. @returns how many of them the message takes that was begun before; all if it goes on after them */
  add(bytes: Uint8Array): number;
}

export function createEnvelopes(): Envelopes {
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  /** Bytes of the header that have come, and of the body that are still to come. */
  let headerLength = 0;
  let missing = 0;

  /** Takes bytes of one message from `offset` on; where it ends. */
  const takeOne = (bytes: Uint8Array, offset: number): number => {
    let at = offset;
    while (headerLength < HEADER_BYTES) {
      if (at === bytes.length) return at;
      header[headerLength] = bytes[at]!;
      headerLength += 1;
      at += 1;
      if (headerLength === HEADER_BYTES) missing = view.getUint32(1);
    }
    const taken = Math.min(missing, bytes.length - at);
    missing -= taken;
    if (missing === 0) headerLength = 0;
    return at + taken;
  };

  return {
    get isWhole() {
      return headerLength === 0;
    },
    add(bytes) {
      const rest = headerLength === 0 ? 0 : takeOne(bytes, 0);
      for (let at = rest; at < bytes.length; ) at = takeOne(bytes, at);
      return rest;
    },
  };
}
