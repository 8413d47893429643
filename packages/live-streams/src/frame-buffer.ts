import { type Delivery, type Position, StaleEpochError } from './live-streams.ts';

const RELEASED = new Uint8Array();

/** The kept frames of one stream: those of its latest epoch from `firstIndex` on. */
export class FrameBuffer {
  readonly key: string;
  epoch = 0;
  ended = false;
  /** Bytes kept. */
  bytes = 0;
  /** Called after every append and at the end. */
  readonly listeners = new Set<() => void>();
  #frames: Uint8Array[] = [];
  /** Frames before this offset of the array are trimmed; the array is cut when half of it is. */
  #start = 0;
  #firstIndex = 1;
  /** Index of the frame that stands for everything before it. */
  #opening = 1;

  constructor(key: string) {
    this.key = key;
  }

  /** Frames kept. */
  get size(): number {
    return this.#frames.length - this.#start;
  }

  append({ epoch, index }: Position, data: Uint8Array): void {
    if (epoch < this.epoch || (epoch === this.epoch && this.ended))
      throw new StaleEpochError(this.key, epoch, this.epoch);
    const next = epoch > this.epoch ? 1 : this.#firstIndex + this.size;
    if (index !== next) throw new RangeError(`stream ${this.key}: frame ${index} came where ${next} was expected`);
    if (epoch > this.epoch) this.#begin({ epoch, index });
    this.#push(data);
  }

  restart({ epoch, index }: Position, data: Uint8Array): void {
    if (epoch < this.epoch || (epoch === this.epoch && this.ended))
      throw new StaleEpochError(this.key, epoch, this.epoch);
    const last = this.#firstIndex + this.size - 1;
    if (epoch === this.epoch && index <= last)
      throw new RangeError(`stream ${this.key}: a restart at ${index} came after frame ${last}`);
    this.#begin({ epoch, index });
    this.#push(data);
  }

  end(epoch: number): void {
    if (epoch < this.epoch) throw new StaleEpochError(this.key, epoch, this.epoch);
    this.ended = true;
    this.#wake();
  }

  /** Drops the oldest frames: `count` of them, at most {@link size}. */
  trim(count: number): void {
    for (const end = this.#start + count; this.#start < end; this.#start++) {
      this.bytes -= this.#frames[this.#start]!.byteLength;
      this.#frames[this.#start] = RELEASED;
    }
    this.#firstIndex += count;
    if (this.#start * 2 > this.#frames.length) {
      this.#frames = this.#frames.slice(this.#start);
      this.#start = 0;
    }
  }

  /** What comes next for a reader that has everything through `after`; undefined when nothing does yet. */
  next(after: Position | undefined): Delivery | undefined {
    const seen = after === undefined || after.epoch < this.epoch ? 0 : after.index;
    if (after !== undefined && after.epoch > this.epoch) return undefined;
    if (seen + 1 < this.#firstIndex && this.#firstIndex !== this.#opening) {
      return { kind: 'trimmed', through: { epoch: this.epoch, index: this.#firstIndex - 1 } };
    }
    const index = Math.max(seen + 1, this.#firstIndex);
    const data = this.#frames[this.#start + index - this.#firstIndex];
    return data && { kind: 'frame', position: { epoch: this.epoch, index }, data };
  }

  #push(data: Uint8Array): void {
    this.#frames.push(data);
    this.bytes += data.byteLength;
    this.#wake();
  }

  #begin({ epoch, index }: Position): void {
    this.epoch = epoch;
    this.ended = false;
    this.bytes = 0;
    this.#frames = [];
    this.#start = 0;
    this.#firstIndex = index;
    this.#opening = index;
  }

  #wake(): void {
    for (const listener of this.listeners) listener();
  }
}
