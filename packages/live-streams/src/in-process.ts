import { FrameBuffer } from './frame-buffer.ts';
import {
  DEFAULT_LIMITS,
  type Delivery,
  type Limits,
  type LiveStreams,
  type Position,
  type ReadOptions,
} from './live-streams.ts';

export interface InProcessOptions {
  readonly limits?: Partial<Limits>;
  /** Milliseconds; `Date.now` unless told. */
  readonly now?: () => number;
}

/** Live streams in the memory of this process: readers and producers of a stream must be in it. */
export function createInProcessLiveStreams(options: InProcessOptions = {}): LiveStreams {
  return new InProcessLiveStreams({ ...DEFAULT_LIMITS, ...options.limits }, options.now ?? Date.now);
}

class InProcessLiveStreams implements LiveStreams {
  readonly #limits: Limits;
  readonly #now: () => number;
  /** Holds a stream from its first frame, or from its first reader, until it expires or is evicted. */
  readonly #streams = new Map<string, FrameBuffer>();
  /** Ended streams with the time of their end, the first ended first. */
  readonly #ended = new Map<FrameBuffer, number>();
  readonly #closed = new AbortController();
  #totalBytes = 0;

  constructor(limits: Limits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  async append(key: string, position: Position, data: Uint8Array): Promise<void> {
    this.#add(key, (stream) => stream.append(position, data));
  }

  async restart(key: string, position: Position, data: Uint8Array): Promise<void> {
    this.#add(key, (stream) => stream.restart(position, data));
  }

  async end(key: string, epoch: number): Promise<void> {
    const stream = this.#streams.get(key);
    if (stream === undefined) return;
    stream.end(epoch);
    if (this.#ended.has(stream)) return;
    this.#ended.set(stream, this.#now());
    this.#expire();
  }

  async remove(key: string): Promise<void> {
    const stream = this.#streams.get(key);
    if (stream !== undefined) this.#evict(stream);
  }

  async *read(key: string, { after, follow = true, signal }: ReadOptions = {}): AsyncGenerator<Delivery, void> {
    this.#expire();
    const stop = signal === undefined ? this.#closed.signal : AbortSignal.any([signal, this.#closed.signal]);
    const stream = this.#stream(key);
    let wake = () => {};
    const listener = () => wake();
    stream.listeners.add(listener);
    stop.addEventListener('abort', listener);
    try {
      while (!stop.aborted) {
        const delivery = stream.next(after);
        if (delivery !== undefined) {
          after = delivery.kind === 'frame' ? delivery.position : delivery.through;
          yield delivery;
        } else if (stream.ended || !follow) {
          return;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      stop.removeEventListener('abort', listener);
      stream.listeners.delete(listener);
      this.#forgetUnused(stream);
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#streams.clear();
    this.#ended.clear();
    this.#totalBytes = 0;
  }

  #add(key: string, add: (stream: FrameBuffer) => void): void {
    if (this.#closed.signal.aborted) throw new Error('the live streams are closed');
    this.#expire();
    const stream = this.#stream(key);
    const before = stream.bytes;
    try {
      add(stream);
    } catch (error) {
      this.#forgetUnused(stream);
      throw error;
    }
    this.#ended.delete(stream);
    this.#totalBytes += stream.bytes - before;
    this.#makeRoom(stream);
  }

  #stream(key: string): FrameBuffer {
    const known = this.#streams.get(key);
    if (known !== undefined) return known;
    const created = new FrameBuffer(key);
    this.#streams.set(key, created);
    return created;
  }

  /** The last reader of a stream that was never begun takes it away. */
  #forgetUnused(stream: FrameBuffer): void {
    if (stream.epoch > 0 || stream.listeners.size > 0) return;
    if (this.#streams.get(stream.key) === stream) this.#streams.delete(stream.key);
  }

  #makeRoom(stream: FrameBuffer): void {
    const { maxFrames, maxBytes, maxTotalBytes } = this.#limits;
    while (stream.size > maxFrames || stream.bytes > maxBytes) this.#trim(stream);
    for (const ended of this.#ended.keys()) {
      if (this.#totalBytes <= maxTotalBytes) return;
      this.#evict(ended);
    }
    while (this.#totalBytes > maxTotalBytes && stream.size > 0) this.#trim(stream);
  }

  #trim(stream: FrameBuffer, frames = 1): void {
    const before = stream.bytes;
    stream.trim(frames);
    this.#totalBytes += stream.bytes - before;
  }

  #expire(): void {
    const oldest = this.#now() - this.#limits.retentionMs;
    for (const [stream, endedAt] of this.#ended) {
      if (endedAt > oldest) return;
      this.#evict(stream);
    }
  }

  /** A reader that is in the middle of the stream is told that the rest was trimmed. */
  #evict(stream: FrameBuffer): void {
    this.#ended.delete(stream);
    this.#streams.delete(stream.key);
    this.#trim(stream, stream.size);
  }
}
