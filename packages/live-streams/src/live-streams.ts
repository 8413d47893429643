/**
 * Where a frame stands in its stream. Epochs grow when another producer takes over; within one, indexes grow by one
 * from 1. A later epoch stands above every index of an earlier one.
 */
export interface Position {
  readonly epoch: number;
  readonly index: number;
}

/** What a reader is given. */
export type Delivery =
  | { readonly kind: 'frame'; readonly position: Position; readonly data: Uint8Array }
  /** The frames after the reader's position, through this one, are no longer kept. What follows continues after it. */
  | { readonly kind: 'trimmed'; readonly through: Position };

export interface ReadOptions {
  /** Deliver what comes after this position; without it, from the first frame. */
  readonly after?: Position;
  /**
   * True (the default) waits for frames to come, also for a stream that does not exist yet, until the stream has ended.
   * False delivers what is there and returns.
   */
  readonly follow?: boolean;
  /** Makes the reader return. */
  readonly signal?: AbortSignal;
}

/**
 * Streams of frames that outlive their readers, each under a key. One producer appends; any number of readers start
 * where they like and follow, each at its own pace: a slow one neither holds up the producer nor misses a frame without
 * being told (`trimmed`). A frame that starts a new epoch stands for everything before it, so earlier epochs are
 * dropped, and a reader that was in one continues with the new epoch's first frame.
 *
 * Where frames are kept in a server, each call but `read` fails while the server cannot be reached, and whether it did
 * what it should is then unknown; a reader that follows waits.
 */
export interface LiveStreams {
  /**
   * Appends the next frame: index + 1 in the same epoch, or index 1 of a later epoch, which also reopens a stream that
   * has ended. `data` must not be changed afterwards.
   * @throws StaleEpochError when the stream has a later epoch, or has ended in this one.
   * @throws RangeError when the index is not the next one.
   */
  append(key: string, position: Position, data: Uint8Array): Promise<void>;
  /**
   * Appends a frame that stands for everything before it: any index above the last one of the epoch, or any of a later
   * epoch. For a producer that cannot know which of its frames are kept, such as after a loss of what keeps them.
   * @throws StaleEpochError as `append` does.
   * @throws RangeError when the stream has that index already.
   */
  restart(key: string, position: Position, data: Uint8Array): Promise<void>;
  /**
   * Says that no more frames come in this epoch. Readers get what is left, then return. The stream is kept for the
   * retention time. Ending it again, or a stream that does not exist, changes nothing.
   * @throws StaleEpochError when the stream has a later epoch.
   */
  end(key: string, epoch: number): Promise<void>;
  /** Removes a stream that nobody reads any more; it is as if it had never been. */
  remove(key: string): Promise<void>;
  /** Reads a stream; see {@link ReadOptions}. The iterable can be iterated once. */
  read(key: string, options?: ReadOptions): AsyncIterable<Delivery>;
  /** Lets every reader return, also later ones, and frees all memory. Appending fails afterwards. */
  close(): Promise<void>;
}

/** How much is kept, and how long. */
export interface Limits {
  /** Frames of one stream; the oldest are trimmed. */
  readonly maxFrames: number;
  /** Bytes of frames of one stream; the oldest are trimmed, and a frame larger than that at once. */
  readonly maxBytes: number;
  /** Bytes of frames of all streams: those that ended first go first, then the oldest frames of the appending stream. */
  readonly maxTotalBytes: number;
  /** How long a stream is kept after its end. */
  readonly retentionMs: number;
}

/** 10,000 frames or 4 MiB a stream, 256 MiB in total, 24 hours. */
export const DEFAULT_LIMITS: Limits = {
  maxFrames: 10_000,
  maxBytes: 4 * 1024 * 1024,
  maxTotalBytes: 256 * 1024 * 1024,
  retentionMs: 24 * 60 * 60 * 1000,
};

/** Another producer has taken the stream over, or this one has ended it: stop producing. */
export class StaleEpochError extends Error {
  constructor(key: string, epoch: number, current: number) {
    const why = epoch === current ? 'has ended' : `is at epoch ${current}`;
    super(`stream ${key} ${why}; nothing can be appended in epoch ${epoch}`);
    this.name = 'StaleEpochError';
  }
}
